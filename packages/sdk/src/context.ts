import type { Context } from '@scout/wire';
import type { ClickIds } from './attribution.ts';
import type { Visitor } from './session.ts';

/** What the browser remembers of a visitor beside the session. */
export interface StoredVisitor extends Visitor {
  /** click ids */
  k: ClickIds;
  /** the visitor id before a reset: a late answer may bring its cookie back */
  o?: string;
  /** Klaviyo's id before a reset: it names the person who left */
  x?: string | undefined;
}

/** What goes with every event of the visitor's session. */
export function toContext({ v, n, s, a, f, k }: StoredVisitor): Context {
  return {
    visitor_id: v,
    session_id: s,
    session_count: n,
    is_new_visitor: n < 2,
    ...a,
    ...Object.fromEntries(Object.entries(f ?? {}).map(([name, value]) => [`first_${name}`, value])),
    ...k,
  };
}
