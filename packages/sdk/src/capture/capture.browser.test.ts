import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../testing/open-browser.ts';
import { visitShop } from '../../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('page views can be switched off and made by hand', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', `<script>scout.track('A')</script>`, 'data-page-views="off"');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.evaluate(() => scout.page({ kind: 'cart' }));
  await shop.until(() => shop.names().length === 2);
  expect(shop.stored().map(({ name, properties }) => [name, properties])).toEqual([
    ['A', {}],
    ['PageView', { kind: 'cart' }],
  ]);
});

test('a page opened in the background counts when it is first looked at, its events count at once', async () => {
  const { shop, page, serve } = await visitShop(browser);
  await page.addInitScript(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
  serve('/', `<script>scout.track('A')</script>`);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  expect(shop.names()).toEqual(['A']);
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: false, configurable: true });
    for (let times = 0; times < 2; times++) document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    scout.track('B');
  });
  await shop.until(() => shop.names().includes('B'));
  expect(shop.names()).toEqual(['A', 'PageView', 'B']);
});

test('a return from the back/forward cache is a view, with nothing sent twice', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve(
    '/',
    `<a href="/b">next</a><script>onpageshow = (event) => { document.title = event.persisted ? 'returned' : 'loaded' }</script>`,
  );
  serve('/b');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.click('a');
  await shop.until(() => shop.names().length === 2);
  await page.evaluate(() => history.back());
  await shop.until(() => shop.names().length === 3);
  expect(await page.title()).toBe('returned');
  await page.evaluate(() => scout.track('Last'));
  await shop.until(() => shop.names().includes('Last'));
  expect(shop.stored().map(({ name, context }) => `${name} ${new URL(context?.page_url ?? '').pathname}`)).toEqual([
    'PageView /',
    'PageView /b',
    'PageView /',
    'Last /',
  ]);
});

test('on return from the back/forward cache a page takes over what the other page could not deliver, and keeps its own', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', `<a href="/b">next</a>`);
  serve('/b', '', 'data-page-views="off"');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.click('a');
  await page.waitForURL('**/b');
  // The event, its second try as the page is left, and two from the page that returns.
  shop.faults.push(...Array.from({ length: 4 }, () => ({ status: 500 })));
  const refused = page.waitForEvent('requestfinished');
  await page.evaluate(() => scout.track('OnB'));
  await refused;
  await page.evaluate(() => history.back());
  // Its pageshow may come before the other page's last write is seen.
  await page.waitForFunction(() => {
    const lists = Object.keys(localStorage).filter((key) => key.startsWith('_scout_q'));
    const [leaseUntil, ...parts] = (localStorage.getItem(lists[0] ?? '') ?? '').split('\n');
    return lists.length === 1 && parts.length === 6 && Number(leaseUntil) > Date.now();
  });
  await shop.until(() => shop.names().length === 3, 15_000);
  expect(shop.names().toSorted()).toEqual(['OnB', 'PageView', 'PageView']);
});

test('routes of a single-page app are views with their own address and title', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', '', 'data-spa');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.evaluate(() => {
    history.replaceState({}, '', '/');
    history.pushState({}, '', '/#top');
    history.pushState({}, '', '/mug?colour=blue');
    document.title = 'Mug';
  });
  await shop.until(() => shop.names().length === 2);
  await page.evaluate(() => history.back());
  await shop.until(() => shop.names().length === 3);
  expect(
    shop
      .stored()
      .map(({ name, context }) => [name, context?.page_url?.replace(shop.origin(), ''), context?.page_title]),
  ).toEqual([
    ['PageView', '/', '/'],
    ['PageView', '/mug?colour=blue', 'Mug'],
    ['PageView', '/#top', 'Mug'],
  ]);
});

test('the data layer is read from its first entry on, whatever else has replaced its push', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve(
    '/',
    `<script>
      dataLayer = [{ event: 'view_item', ecommerce: { currency: 'SEK', items: [{ item_id: 'SKU1', price: 12.5 }] } }, { event: 'gtm.js' }];
      const seenByGtm = [];
      const push = dataLayer.push;
      dataLayer.push = (...entries) => { seenByGtm.push(...entries); return push.apply(dataLayer, entries) };
    </script>`,
    'data-datalayer',
  );
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  await page.evaluate(
    `dataLayer.push({ event: 'add_to_cart', ecommerce: { value: 25, items: [{ item_id: 'SKU1', quantity: 2 }] } })`,
  );
  await page.evaluate(
    `(function () { dataLayer.push(arguments) })('event', 'purchase', { transaction_id: 'T1', value: 25 })`,
  );
  await shop.until(() => shop.names().includes('Purchase'));
  expect(shop.stored().map(({ name, properties }) => [name, properties])).toEqual([
    ['ViewContent', { currency: 'SEK', items: [{ item_id: 'SKU1', price: 12.5 }] }],
    ['PageView', {}],
    ['AddToCart', { value: 25, items: [{ item_id: 'SKU1', quantity: 2 }] }],
    ['Purchase', { transaction_id: 'T1', value: 25 }],
  ]);
  expect(await page.evaluate('[seenByGtm.length, dataLayer.length]')).toEqual([2, 4]);
});

test('a data layer under another name is read when the attribute names it', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve(
    '/',
    `<script>shopLayer = [{ event: 'add_to_cart', ecommerce: { value: 2 } }]</script>`,
    'data-datalayer="shopLayer"',
  );
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  expect(shop.names().toSorted()).toEqual(['AddToCart', 'PageView']);
});

test('an email typed in a checkout or newsletter field identifies the shopper, one in a login does not', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve(
    '/',
    `<form><input id="login" type="email"><input type="password"></form>
    <form><input id="name" type="text"><input id="news" type="email"></form>
    <input id="checkout" autocomplete="section-a email">`,
    'data-email',
  );
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  for (const [field, text] of [
    ['#login', 'login@shop.test'],
    ['#name', 'name@shop.test'],
    ['#news', 'not an email'],
    ['#news', ' ann@shop.test '],
    ['#checkout', 'ann@shop.test'],
    ['#checkout', 'bo@shop.test'],
  ] as const) {
    await page.fill(field, text);
    await page.locator(field).blur();
  }
  await shop.until(() => shop.requests.some(({ batch }) => batch.identity?.email === 'bo@shop.test'));
  expect(shop.requests.flatMap(({ batch }) => batch.identity?.email ?? [])).toEqual(['ann@shop.test', 'bo@shop.test']);
});

test('without data-email no field is read', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', `<input type="email">`);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.fill('input', 'ann@shop.test');
  await page.locator('input').blur();
  await page.evaluate(() => scout.track('Last'));
  await shop.until(() => shop.names().includes('Last'));
  expect(shop.requests.flatMap(({ batch }) => batch.identity?.email ?? [])).toEqual([]);
});

test("a ViewContent that names no product is filled from the page's markup; one that does stands", async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve(
    '/',
    `<script type="application/ld+json">{</script>
    <script type="application/ld+json">{ "@type": "Product", "sku": "M-1", "name": "Mug", "offers": { "price": "12.50", "priceCurrency": "EUR" } }</script>
    <script>scout.track('ViewContent'); scout.track('ViewContent', { name: 'Plate' }); scout.track('AddToCart', { value: 1 })</script>`,
    'data-product',
  );
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 4);
  expect(shop.stored().map(({ properties }) => properties)).toEqual([
    { product_id: 'M-1', sku: 'M-1', name: 'Mug', price: 12.5, currency: 'EUR' },
    { name: 'Plate' },
    { value: 1 },
    {},
  ]);
});

test('an extra that cannot be loaded keeps nothing else from working', async () => {
  const { shop, page, serve } = await visitShop(browser);
  await page.route('**/dl.js', (route) => route.abort());
  serve('/', `<script>scout.track('A')</script>`, 'data-datalayer');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  expect(shop.names()).toEqual(['A', 'PageView']);
});
