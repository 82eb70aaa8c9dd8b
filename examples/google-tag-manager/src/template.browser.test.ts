import type { RecordedEvent } from '@scout/klaviyo-sandbox';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COLLECTOR, openShop, SITE_KEY } from './open-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH === undefined ? {} : { executablePath: process.env.CHROMIUM_PATH }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
});
afterAll(() => browser.close());

const START = { tagType: 'start', host: COLLECTOR, key: SITE_KEY, consent: 'gtm', pageViews: true };
const ITEMS = [{ item_id: '8', item_name: 'Mug', price: 19.9, quantity: 2 }];
const ORDER = { transaction_id: '1001', value: 44.7, currency: 'EUR', items: ITEMS };

const has = (metric: string) => (events: RecordedEvent[]) => events.some((event) => event.metric === metric);
const metrics = (events: RecordedEvent[]) => events.map(({ metric }) => metric).toSorted();

test('tags that fire before and after the start tag reach Klaviyo as one person, and page views the log', async () => {
  const { fire, eventsWhen, collector, page } = await openShop(browser);
  const view = { product_id: '8', name: 'Mug', price: 19.9 };
  expect(await fire({ tagType: 'track', eventName: 'ViewContent', properties: view })).toBe('success');
  expect(await fire({ tagType: 'identify', email_address: 'Ann@shop.test', first_name: 'Ann' })).toBe('success');
  expect(await fire(START)).toBe('success');
  const cart = { eventName: 'AddToCart', properties: { items: ITEMS }, more: [{ name: 'currency', value: 'EUR' }] };
  expect(await fire({ tagType: 'track', ...cart })).toBe('success');
  expect(await fire({ tagType: 'track', eventName: 'Purchase', properties: ORDER })).toBe('success');

  const events = await eventsWhen(has('Ordered Product'));
  expect(metrics(events)).toEqual(['Added to Cart', 'Ordered Product', 'Placed Order', 'Viewed Product']);
  expect(new Set(events.map(({ email }) => email))).toEqual(new Set(['ann@shop.test']));
  expect(events.find(({ metric }) => metric === 'Placed Order')).toMatchObject({
    unique_id: '1001',
    value: 44.7,
    value_currency: 'EUR',
  });
  const { events: logged } = await collector.api<{ events: { name: string }[] }>('GET', '/log');
  expect(logged.filter(({ name }) => name === 'PageView')).toHaveLength(1);
  expect(await page.locator('script[src]').count()).toBe(1);
});

test('with the data layer option GA4 pushes need no further tags', async () => {
  const { fire, eventsWhen, page } = await openShop(browser);
  await fire({ ...START, dataLayer: true });
  await fire({ tagType: 'identify', email_address: 'ann@shop.test' });
  await page.evaluate((ecommerce) => {
    const { dataLayer = [] } = window as { dataLayer?: unknown[] };
    Object.assign(window, { dataLayer });
    dataLayer.push({ event: 'purchase', ecommerce });
  }, ORDER);
  expect(metrics(await eventsWhen(has('Ordered Product')))).toEqual(['Ordered Product', 'Placed Order']);
});

test("until Tag Manager's consent allows it nothing is stored or sent, then everything is", async () => {
  const { fire, eventsWhen, setConsent, page, posts } = await openShop(browser, {
    ad_storage: 'denied',
    analytics_storage: 'denied',
  });
  await fire(START);
  await fire({ tagType: 'identify', email_address: 'ann@shop.test' });
  await fire({ tagType: 'track', eventName: 'AddToCart', properties: { items: ITEMS } });
  await setConsent({ ad_storage: 'granted' });
  expect(await page.evaluate(() => [document.cookie, Object.keys(localStorage)])).toEqual(['', []]);
  expect(posts).toEqual([]);

  await setConsent({ analytics_storage: 'granted' });
  expect(metrics(await eventsWhen(has('Added to Cart')))).toEqual(['Added to Cart']);
});

test("consent that is withdrawn removes what was stored, and an earlier page's yes is not taken for this one", async () => {
  const { fire, eventsWhen, setConsent, open, page, posts } = await openShop(browser, {
    ad_storage: 'denied',
    analytics_storage: 'denied',
  });
  await fire(START);
  await fire({ tagType: 'identify', email_address: 'ann@shop.test' });
  await setConsent({ ad_storage: 'granted', analytics_storage: 'granted' });
  await fire({ tagType: 'track', eventName: 'AddToCart', properties: { items: ITEMS } });
  await eventsWhen(has('Added to Cart'));
  const sent = posts.length;

  await open();
  await fire(START);
  await fire({ tagType: 'track', eventName: 'Purchase', properties: ORDER });
  await setConsent({ ad_storage: 'granted' });
  await setConsent({ ad_storage: 'denied' });
  await fire({ tagType: 'track', eventName: 'AddToCart', properties: { items: ITEMS } });
  expect(await page.evaluate(() => Object.entries(localStorage))).toEqual([['_scout_consent', 'denied']]);
  await page.goto('https://www.shop.test/elsewhere');
  expect(posts).toHaveLength(sent);
});

test('a script that is not there fails the tag and leaves the page alone', async () => {
  const { fire, page } = await openShop(browser);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.route(`${COLLECTOR}/s.js*`, (route) => route.fulfill({ status: 404 }));
  expect(await fire(START)).toBe('failure');
  expect(await fire({ tagType: 'track', eventName: 'AddToCart' })).toBe('success');
  expect(errors).toEqual([]);
});
