import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../testing/open-browser.ts';
import { visitShop } from '../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const QUEUES = () => Object.keys(localStorage).filter((key) => key.startsWith('_scout_q'));

test('an event tracked in the click that leaves the page arrives, once', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', `<a href="/b" onclick="scout.track('AddToCart', { value: 1 })">buy</a>`);
  serve('/b');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.click('a');
  await shop.until(() => shop.names().length === 3);
  expect(shop.names().toSorted()).toEqual(['AddToCart', 'PageView', 'PageView']);
});

test('a page that is left before it has painted still counts, with all its calls', async () => {
  const { shop, page, serve } = await visitShop(browser);
  shop.serve(
    '/',
    `<!doctype html><title>Leaving</title>${shop.tag().replace('<script async', '<script')}
    <script>scout.track('Early'); scout.identify('a@b.se'); location.href = '/b'</script>`,
  );
  serve('/b', '', 'data-page-views="off"');
  await page.goto(`${shop.origin()}/`);
  await page.waitForURL('**/b');
  await shop.until(() => shop.names().length >= 2);
  expect(shop.names()).toEqual(['Early', 'PageView']);
  expect(shop.stored()[1]?.context?.page_title).toBe('Leaving');
  expect(shop.requests.some(({ batch }) => batch.identity?.email === 'a@b.se')).toBe(true);
});

test('closing the tab right after an event loses nothing', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.evaluate(() => scout.track('Last'));
  await page.close({ runBeforeUnload: true });
  await shop.until(() => shop.names().length === 2);
  expect(shop.names()).toEqual(['PageView', 'Last']);
});

test('an identify goes out with the events that wait, or alone when none does', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.requests.length === 1);
  await page.evaluate(() => {
    scout.track('A');
    scout.identify('a@b.se');
  });
  await shop.until(() => shop.requests.length === 2);
  await page.evaluate(() => scout.identify({ external_id: '7' }));
  await shop.until(() => shop.requests.length === 3);
  const [, second, third] = shop.requests.map(({ batch }) => batch);
  expect(second).toMatchObject({ identity: { email: 'a@b.se' }, events: [{ name: 'A' }] });
  expect(third).toMatchObject({
    identity: { external_id: '7' },
    context: { visitor_id: second?.context?.visitor_id },
    events: [],
  });
});

test('a broken connection and a 500 are tried again until the event is stored, under the same id', async () => {
  const { shop, page, serve } = await visitShop(browser);
  shop.faults.push('drop', { status: 500 });
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1, 15_000);
  expect(shop.requests.map(({ status }) => status)).toEqual(['drop', 500, 202]);
  expect(new Set(shop.requests.map(({ batch }) => batch.events[0]?.id)).size).toBe(1);
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('_scout_q')));
});

test.each([
  [503, 'in seconds', (): string => '2'],
  [429, 'in seconds', (): string => '2'],
  // A date has whole seconds.
  [503, 'as a date', () => new Date(Date.now() + 5000).toUTCString()],
] as const)(
  'a %i with Retry-After %s is kept, and neither this page nor the next one asks before',
  async (status, _, toRetryAfter) => {
    const { shop, page, serve } = await visitShop(browser);
    shop.faults.push({ status, headers: { 'retry-after': toRetryAfter() } });
    serve('/');
    await page.goto(`${shop.origin()}/`);
    await page.waitForFunction(() => localStorage.getItem('_scout_wait'));
    await page.evaluate(() => scout.track('Waiting'));
    await page.goto(`${shop.origin()}/`);
    await page.evaluate(() => scout.identify('a@b.se'));
    await shop.until(() => shop.names().length === 3);
    const [refused, ...later] = shop.requests;
    expect((later[0]?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1_900);
    expect(shop.names().toSorted()).toEqual(['PageView', 'PageView', 'Waiting']);
  },
);

test.each([400, 401, 403])('a batch refused with %i is given up, later ones are sent', async (status) => {
  const { shop, page, serve } = await visitShop(browser);
  shop.faults.push({ status });
  serve('/', `<script>scout.track('Refused')</script>`);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.requests.length === 1);
  await page.evaluate(() => scout.track('Later'));
  await shop.until(() => shop.names().includes('Later'));
  expect(shop.names()).toEqual(['Later']);
  expect(shop.requests).toHaveLength(2);
});

test('what happens offline arrives when the browser is online again', async () => {
  const { shop, context, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await context.setOffline(true);
  await page.evaluate(() => {
    scout.track('A');
    scout.track('B');
  });
  await page.waitForEvent('requestfailed');
  await context.setOffline(false);
  await shop.until(() => shop.names().length === 3);
  expect(shop.names()).toEqual(['PageView', 'A', 'B']);
});

test('what happened offline before the tab was closed arrives from the next page, as it was', async () => {
  const { shop, context, page, serve, openTab } = await visitShop(browser);
  const next = await openTab();
  serve('/');
  await page.goto(`${shop.origin()}/?utm_source=news`);
  await shop.until(() => shop.names().length === 1);
  await context.setOffline(true);
  const failed = page.waitForEvent('requestfailed');
  await page.evaluate(() => {
    scout.track('Offline', { value: 3 });
    scout.identify('a@b.se');
  });
  await failed;
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  await context.setOffline(false);
  await next.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 3);
  const offline = shop.stored().find(({ name }) => name === 'Offline');
  expect(offline).toMatchObject({
    properties: { value: 3 },
    context: { utm_source: 'news', page_url: `${shop.origin()}/?utm_source=news` },
  });
  expect(shop.requests.some(({ batch }) => batch.identity?.email === 'a@b.se')).toBe(true);
  await next.evaluate(() => scout.track('Last'));
  await shop.until(() => shop.names().includes('Last'));
  expect(shop.names().toSorted()).toEqual(['Last', 'Offline', 'PageView', 'PageView']);
});

test('a tab that is still trying keeps its events: another tab does not send them too', async () => {
  const { shop, page, serve, openTab } = await visitShop(browser);
  shop.faults.push({ status: 500 });
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.requests.length === 1);
  const other = await openTab();
  await other.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2, 15_000);
  const ids = shop.requests
    .filter(({ status }) => status === 202)
    .flatMap(({ batch }) => batch.events.map(({ id }) => id));
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(2);
});

test('the list of a page that crashed is taken over once its lease has run out; what is no list is removed', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  shop.serve('/blank', '<!doctype html>');
  await page.goto(`${shop.origin()}/blank`);
  await page.evaluate(() => {
    const item = (name: string) => ['{"visitor_id":"visitor-1"}', `{"id":"crashed-${name}","name":"${name}"}`, ''];
    const list = (lease: number, name: string) => [lease, ...item(name)].join('\n');
    localStorage.setItem('_scout_q.crashed', list(Date.now() - 1, 'Crashed'));
    localStorage.setItem('_scout_q.alive', list(Date.now() + 30_000, 'Alive'));
    localStorage.setItem('_scout_q.fromfuture', list(Date.now() + 9_000_000, 'SetBack'));
    localStorage.setItem('_scout_q.broken', '{');
  });
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 3);
  await page.evaluate(() => scout.track('Last'));
  await shop.until(() => shop.names().includes('Last'));
  expect(shop.names().toSorted()).toEqual(['Crashed', 'Last', 'PageView', 'SetBack']);
  await page.waitForFunction(() => Object.keys(localStorage).filter((key) => key.startsWith('_scout_q')).length === 1);
  expect(await page.evaluate(QUEUES)).toEqual(['_scout_q.alive']);
});

test('a hundred large events arrive once each, in requests the collector takes; one that is too large costs only itself', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.evaluate(() => {
    for (let number = 0; number < 100; number++) scout.track(`E${number}`, { text: 'ä'.repeat(1500) });
    scout.track('TooLarge', { text: 'ä'.repeat(40_000) });
    scout.track('Large', { text: 'x'.repeat(40_000) });
    scout.track('Last');
  });
  await shop.until(() => shop.names().includes('Last'), 20_000);
  const ids = shop.requests
    .filter(({ status }) => status === 202)
    .flatMap(({ batch }) => batch.events.map(({ name }) => name));
  expect(ids).toEqual(['PageView', ...Array.from({ length: 100 }, (_, number) => `E${number}`), 'Large', 'Last']);
  expect(shop.requests.filter(({ status }) => status === 413)).toHaveLength(1);
});
