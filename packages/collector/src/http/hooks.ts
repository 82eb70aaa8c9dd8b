import { createHmac } from 'node:crypto';
import { MAX_SERVER_BATCH_BYTES } from '@scout/wire';
import type { BatchEvent } from '@scout/wire';
import { Hono } from 'hono';
import { isShopName, SHOPS } from '../ingest/webhooks/shops.ts';
import { sameSecret } from '../secrets.ts';
import type { Store } from '../store/store.ts';
import type { Site } from '../store/configuration.ts';
import type { WebhookSecrets } from '../webhook-secrets.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { Problem } from './problem.ts';
import { parseJson, readBody } from './read-body.ts';
import type { TakeBatch } from './take-batch.ts';

/** What WooCommerce sends, unsigned, when a webhook is saved; it wants a 200 before it sends anything else. */
const WOOCOMMERCE_PING = /^webhook_id=\d{1,20}$/;
/** The copies of one order that are looked at to learn whose it is. */
const COPIES = 20;

export interface HookDeps {
  store: Store;
  secrets: WebhookSecrets;
  takeBatch: TakeBatch;
  limits: IntakeLimits;
}

/**
 * `POST /v1/hooks/:shop/:site`: a shop's own word of its orders, signed with the site's secret for that shop. 200 once
 * its events are stored, with what `/v1/e` answers; a topic that says nothing of an order is accepted and forgotten.
 */
export function hookRoutes({ store, secrets, takeBatch, limits }: HookDeps): Hono {
  const routes = new Hono();

  routes.post('/v1/hooks/:shop/:site', async (c) => {
    const name = c.req.param('shop');
    if (!isShopName(name)) throw new Problem(404, 'There is nothing at this address');
    await limits.takeAddress(c);
    const shop = SHOPS[name];
    const text = await readBody(c.req.raw, MAX_SERVER_BATCH_BYTES);
    if (name === 'woocommerce' && WOOCOMMERCE_PING.test(text)) return c.json({ accepted: 0, rejected: [] });

    const site = store.configuration().sites.find(({ id }) => id === c.req.param('site'));
    const secret = site ? await secrets.get(site.id, name) : null;
    const signature = c.req.header(shop.signatureHeader) ?? '';
    const isSigned =
      secret !== null && sameSecret(signature, createHmac('sha256', secret).update(text).digest('base64'));
    // One answer for all, so that nobody learns which sites there are.
    if (!site || !isSigned) {
      throw new Problem(401, 'The signature is not right', {
        detail: `Expected ${shop.signatureHeader} to be made with the secret that is stored for this site.`,
      });
    }
    const result = shop.toEvents(c.req.header(shop.topicHeader) ?? '', parseJson(text));
    if ('refused' in result) throw new Problem(422, 'This is not an order', { detail: result.refused });
    const events = await Promise.all(result.events.map((event) => withBuyer(event, { site, store })));
    const read = await takeBatch({ events }, { site, source: 'server', client: () => undefined });
    return c.json({ accepted: read.events.length, rejected: read.rejected });
  });

  return routes;
}

/** Whose order it was, where the shop does not say: as an earlier copy of the order says. */
async function withBuyer(event: BatchEvent, { site, store }: { site: Site; store: Store }): Promise<BatchEvent> {
  const order = event.properties?.order_id;
  if (event.identity?.email !== undefined || order === undefined) return event;
  const { events } = await store.log({ site_id: site.id, name: 'Purchase', q: order }, { limit: COPIES });
  const known = events.find((view) => view.event.order_id === order && view.email !== null);
  return known?.email ? { ...event, identity: { ...event.identity, email: known.email } } : event;
}
