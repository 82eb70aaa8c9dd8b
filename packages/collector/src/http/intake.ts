import { MAX_BROWSER_BATCH_BYTES, MAX_SERVER_BATCH_BYTES, type BatchAnswer } from '@scout/wire';
import { batchSchema } from '@scout/wire/schema';
import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { decideAdmission, readEvents } from '../ingest/admit.ts';
import { hashToken } from '../secrets.ts';
import type { Site, Store } from '../store/store.ts';
import { Problem } from './problem.ts';
import { parseJson, readBody } from './read-body.ts';
import { visitorCookie } from './visitor-cookie.ts';

export interface IntakeDeps {
  store: Store;
  clock: Clock;
  /** Called with the destinations that have something to send, once it is stored. */
  wake: (destinationIds: readonly string[]) => void;
  /** Called with the ids of events that were stored. */
  onStored: (eventIds: readonly string[]) => void;
  publicUrl: string | undefined;
}

/** `POST /v1/e`: one batch in, 202 once it is durably stored. */
export function intakeRoutes({ store, clock, wake, onStored, publicUrl }: IntakeDeps): Hono {
  const routes = new Hono();

  routes.use('/v1/e', async (c, next) => {
    const origin = c.req.header('origin');
    // Answers hold nothing private, and a page may only read its own: refusals can be read by any.
    if (origin !== undefined) {
      c.header('access-control-allow-origin', origin);
      c.header('access-control-allow-credentials', 'true');
      c.header('vary', 'Origin');
    }
    await next();
  });

  routes.options('/v1/e', (c) => {
    c.header('access-control-allow-methods', 'POST');
    c.header('access-control-allow-headers', 'content-type');
    c.header('access-control-max-age', '86400');
    return c.body(null, 204);
  });

  routes.post('/v1/e', async (c) => {
    const authorization = c.req.header('authorization');
    const backend = authorization === undefined ? undefined : siteOfServerKey(store, authorization);
    const text = await readBody(c.req.raw, backend ? MAX_SERVER_BATCH_BYTES : MAX_BROWSER_BATCH_BYTES);
    const parsed = batchSchema.safeParse(parseJson(text));
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'expected a batch' };
      throw new Problem(400, 'This is not a batch of events', { detail: [path.join('.'), message].join(': ') });
    }
    const batch = parsed.data;
    const origin = c.req.header('origin');
    const site = backend ?? siteOfPublicKey(store, { key: batch.key, origin });
    const receivedAt = clock.now();
    const read = readEvents({ batch, site, source: backend ? 'server' : 'browser', receivedAt });
    const { wake: destinations } = await store.admit({
      site,
      visitorIds: read.visitorIds,
      receivedAt,
      decide: (known) => decideAdmission({ read, site, receivedAt, known, configuration: store.configuration() }),
    });
    wake(destinations);
    onStored(read.events.map((event) => event.id));
    const cookie =
      origin === undefined || batch.context?.consent === 'denied' || batch.context?.consent === 'pending'
        ? undefined
        : visitorCookie({ context: read.context, origin, url: publicUrl ?? c.req.url, now: receivedAt });
    if (cookie !== undefined) c.header('set-cookie', cookie);
    const answer: BatchAnswer = { accepted: read.events.length, rejected: read.rejected };
    return c.json(answer, 202);
  });

  return routes;
}

function siteOfServerKey(store: Store, authorization: string): Site {
  const key = /^Bearer (sk_\S+)$/.exec(authorization)?.[1];
  const hash = key === undefined ? undefined : hashToken(key);
  const site = store.configuration().sites.find((each) => hash !== undefined && each.server_key_hash === hash);
  if (!site) throw new Problem(401, 'Unknown server key', { detail: 'Expected "Authorization: Bearer sk_…".' });
  return site;
}

/** A missing Origin is no browser's: whoever can leave it out could forge it as well, so it is not refused. */
function siteOfPublicKey(store: Store, { key, origin }: { key: string | undefined; origin: string | undefined }): Site {
  const site = store.configuration().sites.find((each) => each.public_key === key);
  if (!site) throw new Problem(401, 'Unknown site key', { detail: 'Expected "key" to be the pk_… key of a site.' });
  if (origin !== undefined && site.origins.length > 0 && !site.origins.includes(origin)) {
    throw new Problem(403, 'This origin may not send for this site', {
      detail: `Add ${origin} to the site's origins to allow it.`,
    });
  }
  return site;
}
