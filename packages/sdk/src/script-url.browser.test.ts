import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../testing/open-browser.ts';
import { visitShop } from '../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** What a loader does that knows nothing but a URL, as Tag Manager's templates do. */
const injected = (url: string) =>
  `<script>{ const script = document.createElement('script'); script.async = true; script.src = '${url}';
  document.head.append(script); }</script>`;

test('a tag that is given nothing but its URL takes its options from the query', async () => {
  const { shop, page } = await visitShop(browser);
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  shop.serve(
    '/',
    `<!doctype html><title>Home</title>
    ${injected(`${shop.collector}/s.js?key=pk_test&page-views=off&datalayer=1&email=1&spa&debug=1`)}
    <script>dataLayer = [{ event: 'add_to_cart', ecommerce: { value: 2 } }]</script><input type="email">`,
  );
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().includes('AddToCart'));
  await page.evaluate(() => history.pushState(null, '', '/next'));
  await shop.until(() => shop.names().includes('PageView'));
  await page.fill('input', 'ann@shop.test');
  await page.locator('input').blur();
  await shop.until(() => shop.requests.some(({ batch }) => batch.identity?.email === 'ann@shop.test'));
  expect(shop.names()).toEqual(['AddToCart', 'PageView']);
  expect(shop.stored()[1]?.context?.page_url).toBe(`${shop.origin()}/next`);
  expect(new Set(shop.requests.map(({ batch }) => batch.key))).toEqual(new Set(['pk_test']));
  expect(lines.some((line) => line.startsWith('[scout] consent is now: granted'))).toBe(true);
});

test('consent and collector can stand in the query as well, and a value can name a layer', async () => {
  const { shop, page } = await visitShop(browser);
  const query = new URLSearchParams({
    key: 'pk_test',
    host: shop.collector,
    consent: 'pending',
    datalayer: 'layer',
    debug: '',
  });
  shop.serve('/', `<!doctype html><title>Home</title>${injected(`${shop.origin('t.static')}/s.js?${query}`)}`);
  const said = page.waitForEvent('console', (message) => message.text().startsWith('[scout] consent is now:'));
  await page.goto(`${shop.origin()}/`);
  expect((await said).text()).toBe('[scout] consent is now: pending');
  await page.evaluate(() => {
    (window as unknown as { layer: unknown[] }).layer.push({ event: 'purchase', ecommerce: { transaction_id: '7' } });
    scout.consent('granted');
  });
  await shop.until(() => shop.names().length === 2);
  expect(shop.names().toSorted()).toEqual(['PageView', 'Purchase']);
});

test('an attribute wins over the query, and the query of the page is none of it', async () => {
  const { shop, page } = await visitShop(browser);
  shop.serve(
    '/',
    `<!doctype html>${shop.tag('data-page-views="off"').replace('/s.js', '/s.js?page-views=on&key=pk_other')}
    <script>scout.track('A')</script>`,
  );
  await page.goto(`${shop.origin()}/?key=pk_page&consent=denied`);
  await shop.until(() => shop.names().includes('A'));
  expect(shop.names()).toEqual(['A']);
  expect(shop.requests[0]?.batch.key).toBe('pk_test');
});

test.each(['s.js?key=pk_test', 's.js" data-key="pk_test'])(
  'a loader that fetches the tag and evaluates its text finds the options at the script it stands for: %s',
  async (source) => {
    const { shop, page } = await visitShop(browser);
    shop.serve(
      '/',
      `<!doctype html><script></script><script type="text/later" src="${shop.collector}/${source}"></script>
      <script>fetch(document.querySelector('[type]').src).then((answer) => answer.text()).then(eval)</script>`,
    );
    await page.goto(`${shop.origin()}/`);
    await shop.until(() => shop.names().length === 1);
    expect(shop.names()).toEqual(['PageView']);
  },
);
