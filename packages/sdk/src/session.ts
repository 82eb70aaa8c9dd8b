import type { Source } from './attribution.ts';
import { freshId } from './fresh-id.ts';

/** What the browser remembers of a visitor; the letters keep the stored record short. */
export interface Visitor {
  /** visitor id */
  v: string;
  /** session count, from 1 */
  n: number;
  /** session id */
  s: string;
  /** last activity, ms */
  t: number;
  /** source of this session; missing when the session began where this record could not see it */
  a?: Source | undefined;
  /** source of the first session */
  f?: Source | undefined;
}

const SESSION_TIMEOUT_MS = 30 * 60_000;

/**
 * Moves the visitor to `now`: on in the same session, or after 30 minutes of silence into the next one, with the
 * source that `toSource` makes of the last one's. A last activity in the future (a clock that was set back) counts as now.
 */
export function continueSession(visitor: Visitor, now: number, toSource: (previous?: Source) => Source): void {
  if (!visitor.s || now - visitor.t > SESSION_TIMEOUT_MS) {
    visitor.s = freshId();
    visitor.a = toSource(visitor.a);
    if (!visitor.n++) visitor.f = visitor.a;
  }
  visitor.t = now;
}
