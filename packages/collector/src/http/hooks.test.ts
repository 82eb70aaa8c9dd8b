import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPostgres, startPostgres, type PostgresServer } from '../store/testing/postgres-server.ts';
import { shopifyOrder, shopifyRefund, wooOrder } from '../testing/shop-payloads.ts';
import { connectShop, posts, visitor, type ConnectedShop } from '../testing/connected-shop.ts';
import { every } from '../testing/test-collector.ts';

const SECRET = 'shop-webhook-secret';
const HEADERS = {
  shopify: { signature: 'x-shopify-hmac-sha256', topic: 'x-shopify-topic' },
  woocommerce: { signature: 'x-wc-webhook-signature', topic: 'x-wc-webhook-topic' },
} as const;

interface Hook {
  shop?: keyof typeof HEADERS;
  topic: string;
  payload: unknown;
  /** What signs instead of the site's own secret; null sends no signature. */
  secret?: string | null;
  site?: string;
}

const binaries = findPostgres();
let server: PostgresServer | undefined;

/** On the PostgreSQL that runs, and on SQLite when none does. */
async function openShop() {
  const environment = server ? { DATABASE_URL: await server.createSchema() } : {};
  const shop = await connectShop({ environment });
  const [site] = await shop.collector.api<{ id: string }[]>('GET', '/sites');
  if (!site) throw new Error('Expected the collector to have its site');
  for (const kind of ['shopify', 'woocommerce']) {
    await shop.collector.api('PUT', `/sites/${site.id}/webhooks/${kind}`, { secret: SECRET });
  }
  const hook = async ({ shop: kind = 'shopify', topic, payload, secret = SECRET, site: to = site.id }: Hook) => {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const signature = secret === null ? undefined : createHmac('sha256', secret).update(body).digest('base64');
    const response = await fetch(`${shop.collector.url}/v1/hooks/${kind}/${to}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [HEADERS[kind].topic]: topic,
        ...(signature === undefined ? {} : { [HEADERS[kind].signature]: signature }),
      },
      body,
    });
    const answer: unknown = await response.json();
    return { status: response.status, answer };
  };
  return { ...shop, siteId: site.id, hook };
}

const created = { topic: 'orders/create', payload: shopifyOrder() };
const ORDER = 'shopify-order-5678901234567';

/** The browser's copy of the same order: as a pixel names it, and with the address in another case. */
const browserCopy = (id: string) => ({
  identity: { email: 'JO@example.COM' },
  context: visitor('jo'),
  events: [
    {
      id,
      name: 'Purchase',
      properties: {
        order_id: 'gid://shopify/Order/5678901234567',
        value: 45.3,
        currency: 'EUR',
        items: [
          { product_id: '7001', sku: 'MUG-B', name: 'Mug', price: 12.1, quantity: 2 },
          { product_id: '7002', sku: 'BOWL', name: 'Bowl', price: 20, quantity: 1 },
        ],
      },
    },
  ],
});

/** What Klaviyo has of the order: one Placed Order, one Ordered Product a line, one person. */
const ONE_ORDER = {
  'Placed Order': ['5678901234567 jo@example.com 45.3'],
  'Ordered Product': ['5678901234567:1 jo@example.com 24.2', '5678901234567:2 jo@example.com 20'],
};

function ordersIn({ sandbox }: ConnectedShop): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { metric, unique_id, email, value } of sandbox.events()) {
    if (metric in ONE_ORDER) (found[metric] ??= []).push(`${unique_id} ${email} ${value}`);
  }
  return found;
}

const STORES = [
  { name: 'SQLite', there: true, start: async () => undefined },
  { name: 'PostgreSQL', there: binaries !== null, start: () => startPostgres(binaries ?? '') },
];

for (const { name, there, start } of STORES) {
  describe.skipIf(!there)(`a shop's webhooks on ${name}`, () => {
    beforeAll(async () => {
      server = await start();
    }, 60_000);
    afterAll(async () => {
      await server?.stop();
      server = undefined;
    }, 60_000);

    test('an order from the shop reaches Klaviyo as the word of the backend', async () => {
      const { collector, sandbox, hook } = await openShop();
      expect(await hook(created)).toEqual({ status: 200, answer: { accepted: 1, rejected: [] } });
      await collector.eventWhen(ORDER, every('delivered'));
      const entry = await collector.api<{ event: { source: string } }>('GET', `/log/${ORDER}`);
      expect(entry.event.source).toBe('server');
      expect(sandbox.profiles()).toMatchObject([
        { email: 'jo@example.com', phone_number: '+4930901820', first_name: 'Jo' },
      ]);
    });

    test('the copies of one order, the browser first, are one order in Klaviyo', async () => {
      const shop = await openShop();
      await shop.collector.send(browserCopy('pixel-1'));
      await shop.collector.eventWhen('pixel-1', every('delivered'));
      await shop.hook(created);
      await shop.collector.eventWhen(ORDER, every('delivered'));
      expect(ordersIn(shop)).toEqual(ONE_ORDER);
    });

    test('the copies of one order, the shop first, are one order in Klaviyo', async () => {
      const shop = await openShop();
      await shop.hook(created);
      await shop.collector.eventWhen(ORDER, every('delivered'));
      await shop.collector.send(browserCopy('pixel-1'));
      await shop.collector.eventWhen('pixel-1', every('delivered'));
      expect(ordersIn(shop)).toEqual(ONE_ORDER);
    });

    test('the copies of one order that wait together in one bulk request are one order in Klaviyo', async () => {
      const shop = await openShop();
      await shop.collector.api('PATCH', `/destinations/${shop.destinationId}`, { status: 'PAUSED' });
      await shop.collector.send(browserCopy('pixel-1'));
      await shop.hook(created);
      await shop.collector.send({
        identity: { email: 'al@example.com' },
        context: visitor('al'),
        events: [{ id: 'v1', name: 'ViewContent', properties: { product_id: 'p1', name: 'Mug' } }],
      });
      await shop.collector.api('PATCH', `/destinations/${shop.destinationId}`, { status: 'ACTIVE' });
      for (const id of ['pixel-1', ORDER, 'v1']) await shop.collector.eventWhen(id, every('delivered'));
      expect(posts(shop.sandbox).map((request) => request.path)).toContain('/api/event-bulk-create-jobs');
      expect(ordersIn(shop)).toEqual(ONE_ORDER);
    });

    test('a webhook that is delivered again is stored once', async () => {
      const { collector, hook } = await openShop();
      await hook(created);
      expect((await hook({ ...created, topic: 'orders/paid' })).status).toBe(200);
      const { events } = await collector.api<{ events: unknown[] }>('GET', '/log?name=Purchase');
      expect(events).toHaveLength(1);
    });

    test('a refund, which names nobody, goes to the person who placed the order', async () => {
      const { collector, sandbox, hook } = await openShop();
      await hook(created);
      await hook({ topic: 'refunds/create', payload: shopifyRefund() });
      await collector.eventWhen('shopify-refund-3001', (event) => event.email === 'jo@example.com');
      await collector.eventWhen('shopify-refund-3001', every('delivered'));
      expect(sandbox.events().find((event) => event.metric === 'Refunded Order')).toMatchObject({
        unique_id: '5678901234567',
        email: 'jo@example.com',
        value: 12.1,
      });
    });

    test('an order of WooCommerce is taken, and so is the unsigned ping that comes before', async () => {
      const { collector, hook } = await openShop();
      expect(await hook({ shop: 'woocommerce', topic: '', payload: 'webhook_id=3', secret: null })).toMatchObject({
        status: 200,
      });
      expect(await hook({ shop: 'woocommerce', topic: 'order.created', payload: wooOrder() })).toMatchObject({
        status: 200,
        answer: { accepted: 1 },
      });
      const delivered = await collector.eventWhen('woocommerce-order-727', every('delivered'));
      expect(delivered.email).toBe('jo@example.com');
    });

    test.each<[string, Partial<Hook>]>([
      ['signed with another secret', { secret: 'not the secret' }],
      ['without a signature', { secret: null }],
      ['for a site that does not exist', { site: 'nowhere' }],
    ])('a webhook %s is refused with 401 and stores nothing', async (_, changes) => {
      const { collector, hook } = await openShop();
      expect((await hook({ ...created, ...changes })).status).toBe(401);
      expect(await collector.api('GET', '/log?name=Purchase')).toMatchObject({ events: [] });
    });

    test('a body that was changed on the way is refused', async () => {
      const { collector, siteId } = await openShop();
      const signature = createHmac('sha256', SECRET).update(JSON.stringify(shopifyOrder())).digest('base64');
      const response = await fetch(`${collector.url}/v1/hooks/shopify/${siteId}`, {
        method: 'POST',
        headers: { 'x-shopify-topic': 'orders/create', 'x-shopify-hmac-sha256': signature },
        body: JSON.stringify(shopifyOrder({ total_price: '0.01' })),
      });
      expect(response.status).toBe(401);
    });

    test('a new secret takes the place of the old one at once, and none refuses everything', async () => {
      const { collector, hook, siteId } = await openShop();
      await collector.api('PUT', `/sites/${siteId}/webhooks/shopify`, { secret: 'another-secret' });
      expect((await hook(created)).status).toBe(401);
      expect((await hook({ ...created, secret: 'another-secret' })).status).toBe(200);
      await collector.api('DELETE', `/sites/${siteId}/webhooks/shopify`);
      expect((await hook({ ...created, secret: 'another-secret' })).status).toBe(401);
    });

    test('the secret is shown never again', async () => {
      const { collector, siteId } = await openShop();
      const shown = JSON.stringify([
        await collector.api('GET', `/sites/${siteId}/webhooks`),
        await collector.api('GET', '/sites'),
        await collector.api('PUT', `/sites/${siteId}/webhooks/shopify`, { secret: SECRET }),
      ]);
      expect(shown).not.toContain(SECRET);
      expect(shown).toContain('"has_secret":true');
    });

    test.each([
      ['no JSON', '{"id":', 400],
      ['no order', '{}', 422],
    ])('a signed body that is %s says so', async (_, payload, status) => {
      const { hook } = await openShop();
      expect((await hook({ topic: 'orders/create', payload })).status).toBe(status);
    });

    test('an order that cannot be read is answered with the reason and not stored', async () => {
      const { hook } = await openShop();
      expect(await hook({ topic: 'orders/create', payload: shopifyOrder({ total_price: '1.234,50' }) })).toMatchObject({
        status: 200,
        answer: { accepted: 0, rejected: [{ reason: expect.stringContaining('value') }] },
      });
    });

    test('a rule that wants the word of the backend leaves the copy of a browser out', async () => {
      const shop = await openShop();
      const { collector, hook, destinationId } = shop;
      const rules = await collector.api<{ id: string; event: string; destination_id: string }[]>('GET', '/rules');
      const rule = rules.find((each) => each.event === 'Purchase' && each.destination_id === destinationId);
      await collector.api('PATCH', `/rules/${rule?.id}`, { conditions: { source: 'server' } });
      const forged = browserCopy('forged');
      await collector.send({ ...forged, events: forged.events.map((event) => ({ ...event, source: 'server' })) });
      const skipped = await collector.eventWhen('forged', every('skipped'));
      expect(skipped.deliveries[0]?.reason).toBe('conditions_not_met');
      await hook(created);
      await collector.eventWhen(ORDER, every('delivered'));
      expect(ordersIn(shop)).toEqual(ONE_ORDER);
    });
  });
}
