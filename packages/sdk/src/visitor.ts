import type { Context } from '@scout/wire';
import { type Landing, toClickIds, toSource } from './attribution.ts';
import { type StoredVisitor, toContext } from './context.ts';
import { freshId } from './fresh-id.ts';
import { continueSession } from './session.ts';
import { read, write } from './storage.ts';
import { parseVisitorCookie } from './visitor-cookie.ts';

const KEY = '_scout';
const WRITE_EVERY_MS = 5_000;

/**
 * The visitor of this browser, shared by its tabs: the stored record is read anew for each event, so that a session
 * begun or a reset made in one tab holds in all.
 */
export function createVisitor() {
  let visitor: StoredVisitor;

  const nobody = (): StoredVisitor => ({ v: freshId(), n: 0, s: '', t: 0, k: {} });
  const load = () => {
    visitor = nobody();
    try {
      Object.assign(visitor, JSON.parse(read(KEY) || '{}'));
    } catch {
      // A record that someone else broke: a new visitor.
    }
  };
  const save = () => write(KEY, JSON.stringify(visitor));

  return {
    /** Takes in what a page load knows: the cookie wins on the visitor id, the later activity on the session. */
    _arrive(landing: Landing) {
      load();
      const now = Date.now();
      const cookie = parseVisitorCookie(landing._cookies._scout);
      if (cookie && cookie[1] !== visitor.o) {
        const [, visitorId, count, sessionId, seconds] = cookie;
        visitor.v = visitorId;
        visitor.n = Math.max(visitor.n, +count);
        if (+seconds * 1000 > visitor.t) {
          if (sessionId !== visitor.s) delete visitor.a;
          visitor.s = sessionId;
          visitor.t = +seconds * 1000;
        }
      }
      const ids = (visitor.k = toClickIds(landing, visitor.k, now));
      if (visitor.x && ids._kx === visitor.x) delete ids._kx;
      continueSession(visitor, now, (previous) => toSource(landing, previous));
      save();
    },

    /** The context of an event that happens now; starts the next session when this one has fallen silent. */
    _context(): Context {
      load();
      const { s, t } = visitor;
      continueSession(visitor, Date.now(), (previous) => ({ ...previous, landing_page: location.href }));
      if (s !== visitor.s || visitor.t - t > WRITE_EVERY_MS) save();
      return toContext(visitor);
    },

    /** Another person from here on: a new visitor in a first session. */
    _reset() {
      load();
      visitor = { ...nobody(), o: visitor.v, x: visitor.k._kx };
      save();
    },

    _forget() {
      write(KEY);
    },
  };
}
