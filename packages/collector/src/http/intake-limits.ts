import type { BlockList } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { clientKey } from './client-address.ts';
import { Problem } from './problem.ts';
import { createTokenBuckets } from './token-buckets.ts';

/** A bucket holds so many seconds of its rate. */
const ADDRESS_BURST_S = 4;
const SITE_BURST_S = 2;
/** Who is over the limit waits this long for the refusal: who floods in turn is slowed by their own waiting. */
const HOLD_MS = 1_000;
/** So many refusals wait at a time; beyond that they come at once and end the connection. */
const MOST_HELD = 1_000;

export interface IntakeLimitOptions {
  clock: Clock;
  log: Log;
  trustedProxies: BlockList;
  /** Requests a second from one address; 0: no limit. */
  perAddress: number;
  /** Requests a second that browsers may send for one site; 0: no limit. */
  perSite: number;
}

export interface IntakeLimits {
  /** What the sender is counted by, if that can be said. Kept in memory alone. */
  clientOf(c: Context): string | undefined;
  /** Rejects with a 429 when the sender's address has sent too much. */
  takeAddress(c: Context): Promise<void>;
  /** Rejects with a 429 when browsers have sent too much for the site. */
  takeSite(c: Context, siteId: string): Promise<void>;
}

/** The limits at the door of `/v1`, counted in this process alone. */
export function createIntakeLimits(options: IntakeLimitOptions): IntakeLimits {
  const { clock, log, trustedProxies, perAddress, perSite } = options;
  const addresses = createTokenBuckets({ perSecond: perAddress, burst: perAddress * ADDRESS_BURST_S, clock });
  const sites = createTokenBuckets({ perSecond: perSite, burst: perSite * SITE_BURST_S, clock });
  let held = 0;
  let warned = false;

  const refuse = async (c: Context, { waitMs, who }: { waitMs: number; who: string }): Promise<never> => {
    if (held >= MOST_HELD) c.header('connection', 'close');
    else {
      held++;
      await new Promise<void>((resolve) => {
        clock.after(HOLD_MS, resolve);
      });
      held--;
    }
    const retryAfterS = Math.max(1, Math.ceil(waitMs / 1_000));
    throw new Problem(429, 'Too many requests', {
      detail: `${who} sends too much. Try again in ${retryAfterS} s.`,
      retryAfterS,
    });
  };
  const clientOf = (c: Context): string | undefined => {
    const forwardedFor = c.req.header('x-forwarded-for');
    const client = clientKey({ peer: getConnInfo(c).remote.address ?? '', forwardedFor, trustedProxies });
    if (client === undefined && forwardedFor !== undefined && !warned) {
      warned = true;
      log.warn('a proxy that TRUSTED_PROXIES does not name sends for its visitors: nobody is limited by their address');
    }
    return client;
  };

  return {
    clientOf,
    takeAddress: async (c) => {
      const client = clientOf(c);
      const waitMs = client === undefined ? 0 : addresses.take(client);
      if (waitMs > 0) await refuse(c, { waitMs, who: 'This address' });
    },
    takeSite: async (c, siteId) => {
      const waitMs = sites.take(siteId);
      if (waitMs > 0) await refuse(c, { waitMs, who: 'This site' });
    },
  };
}
