import { expect, test } from 'vitest';
import { ADMIN_TOKEN, checkOut, openShop } from './shop.ts';

test('a shopper who views, adds, and checks out with an email stands in Klaviyo as one profile with every event', async () => {
  const { page, storeUrl, sandbox, eventsWhen, collectorUrl } = await openShop();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));

  await page.goto(
    `${storeUrl}/?utm_source=instagram&utm_medium=social&utm_campaign=autumn&fbclid=fb-click&gclid=g-click`,
  );
  await page.goto(`${storeUrl}/products`);
  await page.getByTestId('product-card').filter({ hasText: 'Marsh Mug' }).click();
  await page.getByLabel('Samphire').check();
  await page.getByTestId('add-to-cart').click();
  await page.getByTestId('added').waitFor();
  await page.goto(`${storeUrl}/products/linen-shirt`);
  await page.getByTestId('add-to-cart').click();
  const orderId = await checkOut(page, 'Jo.Doe@Example.com');

  const events = await eventsWhen((all) => all.filter((event) => event.metric === 'Ordered Product').length === 2);
  const count = (metric: string): number => events.filter((event) => event.metric === metric).length;
  expect({
    viewed: count('Viewed Product'),
    added: count('Added to Cart'),
    started: count('Started Checkout'),
    placed: count('Placed Order'),
    ordered: count('Ordered Product'),
    all: events.length,
  }).toEqual({ viewed: 2, added: 2, started: 1, placed: 1, ordered: 2, all: 8 });

  const profiles = sandbox.profiles();
  expect(profiles).toHaveLength(1);
  expect(profiles[0]).toMatchObject({
    email: 'jo.doe@example.com',
    first_name: 'Jo',
    last_name: 'Doe',
    properties: {
      utm_source: 'instagram',
      utm_medium: 'social',
      utm_campaign: 'autumn',
      gclid: 'g-click',
      _fbp: expect.stringMatching(/^fb\.1\.\d{13}\.\d+$/),
      _fbc: expect.stringMatching(/^fb\.1\.\d{13}\.fb-click$/),
      session_count: 1,
      is_new_visitor: true,
      landing_page: expect.stringContaining('utm_source=instagram'),
    },
  });
  expect(events.every((event) => event.profile_id === profiles[0]?.id)).toBe(true);

  const placed = events.find((event) => event.metric === 'Placed Order');
  expect(placed).toMatchObject({
    unique_id: orderId,
    value_currency: 'EUR',
    properties: { session_count: 1, is_new_visitor: true, utm_source: 'instagram' },
  });
  const lines = events.filter((event) => event.metric === 'Ordered Product');
  expect(lines.map((line) => line.properties.SKU)).toEqual(
    expect.arrayContaining(['SM-101-SAM', expect.stringMatching(/^SM-201/)]),
  );
  expect(new Set(lines.map((line) => line.unique_id)).size).toBe(2);
  const viewed = events.find((event) => event.metric === 'Viewed Product');
  expect(viewed?.properties).toMatchObject({
    ProductName: 'Marsh Mug',
    Price: expect.any(Number),
    URL: expect.any(String),
  });

  // Nothing was refused, by the collector or by Klaviyo, and nothing broke in the page.
  const refused = sandbox.requests().filter((request) => (request.status ?? 500) >= 400 && request.method !== 'GET');
  expect(refused).toEqual([]);
  const log = (await (
    await fetch(`${collectorUrl}/api/log?limit=200`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
  ).json()) as { events: { name: string; deliveries: { status: string; reason: string | null }[] }[] };
  const fates = log.events.flatMap((event) =>
    event.deliveries.map((delivery) => `${event.name} ${delivery.status} ${delivery.reason ?? ''}`.trim()),
  );
  expect(new Set(fates)).toEqual(
    new Set([
      'PageView skipped rule_disabled',
      'ViewContent delivered',
      'AddToCart delivered',
      'InitiateCheckout delivered',
      'Purchase delivered',
      'Identify delivered',
    ]),
  );
  expect(errors).toEqual([]);
});

test('an order is counted once however often the thank-you page is opened again', async () => {
  const { page, storeUrl, eventsWhen, sandbox } = await openShop();
  await page.goto(`${storeUrl}/products/marsh-mug`);
  await page.getByTestId('add-to-cart').click();
  await checkOut(page, 'jo@example.com');
  await eventsWhen((all) => all.some((event) => event.metric === 'Placed Order'));
  await page.reload();
  await page.getByTestId('order-id').waitFor();
  await page.goto(`${storeUrl}/products/linen-shirt`);
  await eventsWhen((all) => all.filter((event) => event.metric === 'Viewed Product').length === 2);
  expect(sandbox.events().filter((event) => event.metric === 'Placed Order')).toHaveLength(1);
});
