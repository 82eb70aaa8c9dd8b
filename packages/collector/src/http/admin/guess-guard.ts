import { LRUCache } from 'lru-cache';
import type { Clock } from '../../clock.ts';
import { Problem } from '../problem.ts';

/** So many wrong passwords from one address within a minute, and its every try has to wait. */
const MOST_FAILURES = 10;
/** From all addresses together: nobody without a network of machines gets there, and each try costs us some work. */
const MOST_FAILURES_OF_ALL = 300;
const FAILURE_WINDOW_MS = 60_000;
/** Addresses remembered; more than fail before all have to wait. */
const MOST_ADDRESSES = 1_000;

export interface GuessGuard {
  /** Throws a 429 that says when to come back, after too many failures of this client or of all. */
  check(client: string): void;
  failed(client: string): void;
}

/** Slows down whoever tries passwords, counted by the client and, far higher, for all together. */
export function createGuessGuard(clock: Clock): GuessGuard {
  const clients = new LRUCache<string, number[]>({ max: MOST_ADDRESSES });
  let all: number[] = [];
  const fresh = (failures: readonly number[]): number[] => {
    const since = clock.now() - FAILURE_WINDOW_MS;
    return failures.filter((at) => at > since);
  };
  const refuseAfter = (failures: readonly number[], most: number): void => {
    const [oldest] = failures.slice(-most);
    if (failures.length < most || oldest === undefined) return;
    const retryAfterS = Math.max(1, Math.ceil((oldest + FAILURE_WINDOW_MS - clock.now()) / 1_000));
    throw new Problem(429, 'Too many wrong passwords', { detail: `Try again in ${retryAfterS} s.`, retryAfterS });
  };
  return {
    check: (client) => {
      refuseAfter(fresh(clients.get(client) ?? []), MOST_FAILURES);
      all = fresh(all);
      refuseAfter(all, MOST_FAILURES_OF_ALL);
    },
    failed: (client) => {
      const now = clock.now();
      clients.set(client, [...fresh(clients.get(client) ?? []), now]);
      all.push(now);
    },
  };
}
