import type { Clock } from '../../clock.ts';
import { Problem } from '../problem.ts';

/** So many wrong passwords within a minute, and every try has to wait. */
const MOST_FAILURES = 10;
const FAILURE_WINDOW_MS = 60_000;

export interface GuessGuard {
  /** Throws a 429 that says when to come back, after too many failures. */
  check(): void;
  failed(): void;
}

/** Slows down whoever tries passwords. */
export function createGuessGuard(clock: Clock): GuessGuard {
  let failures: number[] = [];
  return {
    check: () => {
      const now = clock.now();
      failures = failures.filter((at) => at > now - FAILURE_WINDOW_MS);
      const [oldest] = failures;
      if (failures.length < MOST_FAILURES || oldest === undefined) return;
      const retryAfterS = Math.max(1, Math.ceil((oldest + FAILURE_WINDOW_MS - now) / 1_000));
      throw new Problem(429, 'Too many wrong passwords', { detail: `Try again in ${retryAfterS} s.`, retryAfterS });
    },
    failed: () => {
      failures.push(clock.now());
    },
  };
}
