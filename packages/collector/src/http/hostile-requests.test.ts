import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { ORIGIN, SITE_KEY, startTestCollector } from '../testing/test-collector.ts';

const RUNS = 150;
const SECRET = 'shop-webhook-secret';

async function setUp() {
  const collector = await startTestCollector({});
  onTestFinished(() => collector.remove());
  const [site] = await collector.api<{ id: string }[]>('GET', '/sites');
  return { collector, siteId: String(site?.id) };
}

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, '', 0, -1, 1e308, '__proto__', { __proto__: null }, [[[[]]]], '\u0000', '😀'.repeat(100)),
);

const event = fc.record(
  { id: junk, name: junk, time: junk, properties: junk, identity: junk, context: junk, constructor: junk },
  { requiredKeys: [] },
);
const batch = fc.record({
  key: fc.oneof({ arbitrary: fc.constant(SITE_KEY), weight: 20 }, { arbitrary: junk, weight: 1 }),
  identity: junk,
  context: junk,
  sent_at: junk,
  events: fc.oneof(fc.array(fc.oneof(event, junk), { maxLength: 5 }), junk),
});
const body = fc.oneof(
  batch.map((value) => JSON.stringify(value)),
  batch.map((value) => JSON.stringify(value).replace('"events"', '"__proto__":{"polluted":1},"events"')),
  fc.string({ maxLength: 200 }),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
);

test('whatever is posted as a batch is taken or refused by name, and breaks nothing', { timeout: 60_000 }, async () => {
  const { collector } = await setUp();
  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      const response = await fetch(`${collector.url}/v1/e`, {
        method: 'POST',
        headers: { origin: ORIGIN },
        body: text,
      });
      const answer = (await response.json()) as object;
      expect([202, 400, 401]).toContain(response.status);
      expect(Object.keys(answer)).toEqual(
        response.status === 202 ? ['accepted', 'rejected'] : expect.arrayContaining(['title', 'status']),
      );
    }),
    { numRuns: RUNS },
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect((await fetch(`${collector.url}/readyz`)).status).toBe(200);
});

test('whatever a shop signs is taken or refused by name, and breaks nothing', { timeout: 60_000 }, async () => {
  const { collector, siteId } = await setUp();
  for (const shop of ['shopify', 'woocommerce']) {
    await collector.api('PUT', `/sites/${siteId}/webhooks/${shop}`, { secret: SECRET });
  }
  const hooks = fc.constantFrom(
    { shop: 'shopify', header: 'x-shopify', signature: 'x-shopify-hmac-sha256', topic: 'orders/create' },
    { shop: 'shopify', header: 'x-shopify', signature: 'x-shopify-hmac-sha256', topic: 'refunds/create' },
    { shop: 'woocommerce', header: 'x-wc-webhook', signature: 'x-wc-webhook-signature', topic: 'order.updated' },
  );
  const order = fc.record({
    id: fc.oneof(fc.integer(), fc.string()),
    order_id: junk,
    status: junk,
    email: junk,
    line_items: junk,
  });
  await fc.assert(
    fc.asyncProperty(hooks, fc.oneof(order, junk), async ({ shop, header, signature, topic }, payload) => {
      const text = JSON.stringify(payload);
      const response = await fetch(`${collector.url}/v1/hooks/${shop}/${siteId}`, {
        method: 'POST',
        headers: {
          [`${header}-topic`]: topic,
          [signature]: createHmac('sha256', SECRET).update(text).digest('base64'),
        },
        body: text,
      });
      await response.text();
      expect([200, 422]).toContain(response.status);
    }),
    { numRuns: RUNS },
  );
  expect((await fetch(`${collector.url}/readyz`)).status).toBe(200);
});

test('too many events cost the batch, too much nesting its event alone', async () => {
  const { collector } = await setUp();
  const post = (events: unknown[]) =>
    fetch(`${collector.url}/v1/e`, {
      method: 'POST',
      headers: { origin: ORIGIN },
      body: JSON.stringify({ key: SITE_KEY, events }),
    });
  const many = await post(Array.from({ length: 501 }, (_, index) => ({ id: `e${index}`, name: 'PageView' })));
  expect(many.status).toBe(400);
  expect(await many.json()).toMatchObject({ detail: expect.stringContaining('at most 500 events') });
  const deep = JSON.parse(`${'{"a":'.repeat(11)}1${'}'.repeat(11)}`) as object;
  const mixed = await post([
    { id: 'deep', name: 'Quiz', properties: deep },
    { id: 'flat', name: 'Quiz' },
  ]);
  expect(await mixed.json()).toMatchObject({
    accepted: 1,
    rejected: [{ id: 'deep', reason: expect.stringContaining('10 levels') }],
  });
});

test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s /v1/e is nothing', async (method) => {
  const { collector } = await setUp();
  expect((await fetch(`${collector.url}/v1/e`, { method })).status).toBe(404);
});
