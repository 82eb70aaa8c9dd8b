import { MAX_BROWSER_BATCH_BYTES, MAX_SERVER_BATCH_BYTES, type BatchAnswer } from '@scout/wire';
import { batchSchema } from '@scout/wire/schema';
import { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import type { Metrics } from '../metrics.ts';
import { hashToken } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import type { Site } from '../store/configuration.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { Problem } from './problem.ts';
import { parseJson, readBody } from './read-body.ts';
import type { RefusedOrigins } from './refused-origins.ts';
import type { TakeBatch } from './take-batch.ts';
import { visitorCookie } from './visitor-cookie.ts';

export interface IntakeDeps {
  store: Store;
  clock: Clock;
  takeBatch: TakeBatch;
  limits: IntakeLimits;
  publicUrl: string | undefined;
  metrics: Metrics;
  refusedOrigins: RefusedOrigins;
}

/** `POST /v1/e`: one batch in, 202 once it is durably stored. */
export function intakeRoutes(deps: IntakeDeps): Hono {
  const { store, clock, takeBatch, limits, publicUrl, metrics } = deps;
  const routes = new Hono();

  routes.use('/v1/e', async (c, next) => {
    const origin = c.req.header('origin');
    // Answers hold nothing private, and a page may only read its own: refusals can be read by any.
    if (origin !== undefined) {
      c.header('access-control-allow-origin', origin);
      c.header('access-control-allow-credentials', 'true');
      // Without this a page's script cannot see when to come back.
      c.header('access-control-expose-headers', 'Retry-After');
      c.header('vary', 'Origin');
    }
    await next();
    if (c.req.method === 'POST') metrics.batches.add(1, { status: c.res.status });
  });

  routes.options('/v1/e', (c) => {
    c.header('access-control-allow-methods', 'POST');
    c.header('access-control-allow-headers', 'content-type');
    c.header('access-control-max-age', '86400');
    return c.body(null, 204);
  });

  routes.post('/v1/e', async (c) => {
    const authorization = c.req.header('authorization');
    const backend = siteOfServerKey(store, authorization);
    if (!backend) await limits.takeAddress(c);
    if (!backend && authorization !== undefined) {
      throw new Problem(401, 'Unknown server key', { detail: 'Expected "Authorization: Bearer sk_…".' });
    }
    const text = await readBody(c.req.raw, backend ? MAX_SERVER_BATCH_BYTES : MAX_BROWSER_BATCH_BYTES);
    const parsed = batchSchema.safeParse(parseJson(text));
    if (!parsed.success) {
      const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'expected a batch' };
      throw new Problem(400, 'This is not a batch of events', { detail: [path.join('.'), message].join(': ') });
    }
    const batch = parsed.data;
    const origin = c.req.header('origin');
    const site = backend ?? siteOfPublicKey(deps, { key: batch.key, origin });
    if (!backend) await limits.takeSite(c, site.id);
    const source = backend ? 'server' : 'browser';
    const read = await takeBatch(batch, { site, source, client: () => limits.clientOf(c) });
    const cookie =
      origin === undefined || batch.context?.consent === 'denied' || batch.context?.consent === 'pending'
        ? undefined
        : visitorCookie({ context: read.context, origin, url: publicUrl ?? c.req.url, now: clock.now() });
    if (cookie !== undefined) c.header('set-cookie', cookie);
    const answer: BatchAnswer = { accepted: read.events.length, rejected: read.rejected };
    return c.json(answer, 202);
  });

  return routes;
}

function siteOfServerKey(store: Store, authorization: string | undefined): Site | undefined {
  const key = /^Bearer (sk_\S+)$/.exec(authorization ?? '')?.[1];
  if (key === undefined) return undefined;
  const hash = hashToken(key);
  return store.configuration().sites.find((each) => each.server_key_hash === hash);
}

/** A missing Origin is no browser's: whoever can leave it out could forge it as well, so it is not refused. */
function siteOfPublicKey(
  { store, refusedOrigins }: IntakeDeps,
  { key, origin }: { key: string | undefined; origin: string | undefined },
): Site {
  const site = store.configuration().sites.find((each) => each.public_key === key);
  if (!site) throw new Problem(401, 'Unknown site key', { detail: 'Expected "key" to be the pk_… key of a site.' });
  if (origin !== undefined && site.origins.length > 0 && !site.origins.includes(origin)) {
    refusedOrigins.note(site.id, origin);
    throw new Problem(403, 'This origin may not send for this site', {
      detail: `Add ${origin} to the site's origins to allow it.`,
    });
  }
  return site;
}
