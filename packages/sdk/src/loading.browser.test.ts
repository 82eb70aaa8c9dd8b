import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../testing/open-browser.ts';
import { STUB } from '../testing/start-shop.ts';
import { visitShop } from '../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('calls made before the script has loaded arrive in order, and so do later ones through the stub', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve(
    '/',
    `<script>const stub = scout; stub.track('A'); stub.identify('a@b.se'); stub.track('B', { value: 0 })</script>`,
  );
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().includes('PageView'));
  await page.evaluate('stub.track("C"); window.scout.track("D")');
  await shop.until(() => shop.names().includes('D'));
  expect(shop.names()).toEqual(['A', 'B', 'PageView', 'C', 'D']);
  expect(shop.stored()[1]?.properties).toEqual({ value: 0 });
  expect(shop.requests[0]).toMatchObject({
    contentType: 'text/plain;charset=UTF-8',
    batch: { key: 'pk_test', identity: { email: 'a@b.se' } },
  });
});

test('the tag works without the stub', async () => {
  const { shop, page } = await visitShop(browser);
  shop.serve('/', `<!doctype html><title>Home</title>${shop.tag().replace(STUB, '')}`);
  await page.goto(`${shop.origin()}/`);
  await page.evaluate(() => scout.track('ViewContent', { name: 'Mug' }));
  await shop.until(() => shop.names().length === 2);
  expect(shop.names().toSorted()).toEqual(['PageView', 'ViewContent']);
});

test("Tag Manager's form of the snippet keeps early calls and reads the data layer", async () => {
  const { shop, page } = await visitShop(browser);
  shop.serve(
    '/',
    `<!doctype html><head></head><script>dataLayer = [{ event: 'add_to_cart', ecommerce: { value: 2 } }]</script>
    ${shop.tagManagerTag()}<script>scout.track('A', { value: 1 }); scout.identify('a@b.se')</script>`,
  );
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 3);
  expect(shop.names().toSorted()).toEqual(['A', 'AddToCart', 'PageView']);
  expect(shop.requests[0]?.batch.identity).toEqual({ email: 'a@b.se' });
});

test('pasted twice, the tag counts once', async () => {
  const { shop, page } = await visitShop(browser);
  shop.serve('/', `<!doctype html>${shop.tag()}${shop.tag()}<script>scout.track('A')</script>`);
  await page.goto(`${shop.origin()}/`, { waitUntil: 'load' });
  await page.evaluate(() => scout.track('Last'));
  await shop.until(() => shop.names().includes('Last'));
  expect(shop.names().toSorted()).toEqual(['A', 'Last', 'PageView']);
});

test.each(["'nonce-abc' http://t.shop.test:PORT", "'nonce-abc' 'strict-dynamic'"])(
  'a strict content security policy with Trusted Types lets the tag and its extras work: script-src %s',
  async (sources) => {
    const { shop, page } = await visitShop(browser);
    const violations: string[] = [];
    page.on('console', (message) => violations.push(message.text()));
    const attributes = 'data-datalayer data-email data-product data-spa nonce="abc"';
    const html = `<!doctype html>${shop.tag(attributes).replace('<script>', '<script nonce="abc">')}<title>CSP</title>
      <script nonce="abc">dataLayer = [{ event: 'add_to_cart', ecommerce: { value: 2 } }]</script>`;
    shop.serve('/', (_, response) => {
      const policy = [
        "default-src 'none'",
        `script-src ${sources.replace('PORT', String(shop.port))}`,
        `connect-src ${shop.collector}`,
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
      ].join('; ');
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(html);
    });
    shop.serve('/favicon.ico', '');
    await page.goto(`${shop.origin()}/`);
    await shop.until(() => shop.names().length === 2);
    expect(shop.names().toSorted()).toEqual(['AddToCart', 'PageView']);
    expect(violations.filter((text) => !text.includes('favicon'))).toEqual([]);
  },
);

test('in a sandboxed frame, without cookies and storage, the tag works from memory', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve(
    '/inner',
    `<script>scout.track('Inner'); scout.identify('a@b.se'); scout.reset(); scout.track('Later')</script>`,
  );
  shop.serve('/', `<!doctype html><iframe sandbox="allow-scripts" src="/inner"></iframe>`);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 3);
  expect(shop.names()).toEqual(['Inner', 'Later', 'PageView']);
  const [inner, later] = shop.stored();
  expect(inner?.context?.visitor_id).not.toBe(later?.context?.visitor_id);
});

test('a storage that refuses every write leaves a page with its own memory', async () => {
  const { shop, page, serve } = await visitShop(browser);
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  serve('/', `<script>scout.track('A')</script>`);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().includes('PageView'));
  await page.evaluate(() => scout.track('B'));
  await shop.until(() => shop.names().includes('B'));
  expect(new Set(shop.stored().map(({ context }) => context?.session_id)).size).toBe(1);
});

test('hostile properties and wrong calls harm neither the page nor the other events', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await page.evaluate(() => {
    const call = scout as unknown as Record<string, (...args: unknown[]) => void>;
    const circular: Record<string, unknown> = { value: 1 };
    circular.self = circular;
    call.track?.('Circular', circular);
    call.track?.('Hostile', {
      value: 2,
      toJSON() {
        throw new Error('toJSON');
      },
      get broken() {
        throw new Error('getter');
      },
    });
    call.track?.('Node', { value: 3, target: document.body, view: window });
    for (const wrong of [undefined, null, 7, {}, [], Symbol('x')]) call.track?.(wrong);
    for (const wrong of ['text', [1], () => 1, Symbol('x')]) call.track?.('Odd', wrong);
    for (const wrong of [undefined, null, 7, [], () => 1]) call.identify?.(wrong);
    for (const wrong of [undefined, 'yes', {}]) call.consent?.(wrong);
    scout.enrich = (name, properties) => {
      if (name === 'Enriched') throw new Error('enrich');
      return properties;
    };
    call.track?.('Enriched', { value: 4 });
    call.track?.('Last');
  });
  await shop.until(() => shop.names().includes('Last'));
  expect(shop.names()).toEqual(
    expect.arrayContaining(['PageView', 'Circular', 'Hostile', 'Node', 'Odd', 'Enriched', 'Last']),
  );
  expect(shop.names().filter((name) => name === 'Odd')).toHaveLength(4);
  const properties = (name: string) => shop.stored().find((event) => event.name === name)?.properties;
  expect(properties('Circular')).toEqual({ value: 1 });
  expect(properties('Hostile')).toMatchObject({ value: 2 });
  expect(properties('Node')).toMatchObject({ value: 3 });
  expect(properties('Odd')).toEqual({});
  expect(properties('Enriched')).toEqual({ value: 4 });
});

test.each(['delete window.fetch', "window.fetch = () => { throw new Error('fetch') }"])(
  'a page without a working fetch sees no error, and its events wait for a page that has one: %s',
  async (breakFetch) => {
    const { shop, page, serve } = await visitShop(browser);
    serve('/broken', `<script>${breakFetch}; scout.track('A')</script>`);
    serve('/', '', 'data-page-views="off"');
    await page.goto(`${shop.origin()}/broken`);
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('_scout_q')));
    await page.goto(`${shop.origin()}/`);
    await shop.until(() => shop.names().length === 2);
    expect(shop.names()).toEqual(['A', 'PageView']);
  },
);

test('data-debug says in the console what happens and what a wrong call lacked', async () => {
  const { shop, page, serve } = await visitShop(browser);
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  serve('/', `<script>scout.track(); scout.track('Last')</script>`, 'data-debug');
  await page.goto(`${shop.origin()}/`);
  // What says so is loaded when there is something to say: the lines of one moment come in any order.
  for (const said of ['track expects the name of an event', 'consent is now: granted', 'the collector answered']) {
    await expect.poll(() => lines.some((line) => line.startsWith(`[scout] ${said}`)), { timeout: 8000 }).toBe(true);
  }
});

test('a tag without its key says so in the console and does nothing', async () => {
  const { shop, page } = await visitShop(browser);
  shop.serve('/', `<!doctype html>${shop.tag().replace('data-key="pk_test"', '')}`);
  const said = page.waitForEvent('console');
  await page.goto(`${shop.origin()}/`);
  expect((await said).text()).toContain('[scout] expected data-key');
});
