import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openBrowser } from '../testing/open-browser.ts';
import { startTlsFront } from '../testing/start-tls-front.ts';
import { visitShop } from '../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A shop whose tag comes from elsewhere, so that the first event opens the first connection to the collector. */
async function visitColdShop() {
  const visit = await visitShop(browser);
  const front = await startTlsFront(visit.shop.port);
  onTestFinished(front.stop);
  const attributes = `data-host="https://t.shop.test:${front.port}"`;
  visit.serve('/', '', attributes);
  return { ...visit, front };
}

test('a tab that is closed while the first TLS handshake is under way loses nothing', async () => {
  const { shop, page, front } = await visitColdShop();
  await page.goto(`${shop.origin()}/`);
  await front.connected;
  await page.evaluate(() => scout.track('AddToCart', { value: 1 }));
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  expect(shop.requests).toEqual([]);
  front.release();
  await shop.until(() => shop.names().length === 2);
  expect(shop.names().toSorted()).toEqual(['AddToCart', 'PageView']);
});

test('a tab that is closed before a handshake that never succeeds loses nothing: the next page sends it, once', async () => {
  const { shop, page, front, openTab } = await visitColdShop();
  const next = await openTab();
  await page.goto(`${shop.origin()}/`);
  await front.connected;
  await page.evaluate(() => scout.track('AddToCart', { value: 1 }));
  const closed = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await closed;
  front.drop();
  await next.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 3);
  expect(shop.names().toSorted()).toEqual(['AddToCart', 'PageView', 'PageView']);
});

test('a request that hangs is given up after half a minute, and what came after it is sent', async () => {
  const { shop, page, serve } = await visitShop(browser);
  shop.faults.push('hang');
  // The browser's own timer knows no injected clock: a second of the tag's is ten milliseconds.
  await page.addInitScript(() => {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = (ms) => {
      Object.assign(window, { patienceMs: ms });
      return timeout.call(AbortSignal, ms / 100);
    };
  });
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.requests.length === 1);
  await page.evaluate(() => scout.track('Later'));
  await shop.until(() => shop.names().length === 2, 15_000);
  expect(shop.names()).toEqual(['PageView', 'Later']);
  expect(await page.evaluate('patienceMs')).toBe(30_000);
});
