import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../testing/open-browser.ts';
import { visitShop } from '../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

interface Use {
  what: string;
  /** ms since the page began */
  at: number;
  /** Which of the page's idle tasks it happened in, from 1; 0 outside of them. */
  idleTask: number;
}

/** Runs in the page before all else: notes each use of what costs a page dear, or may not be used without consent. */
function noteUses(): void {
  const uses: Use[] = [];
  let idleTasks = 0;
  let idleTask = 0;
  Object.assign(window, { uses });
  const watch = (owner: object, name: string, what: string) => {
    const found = Object.getOwnPropertyDescriptor(owner, name);
    if (!found) throw new Error(`This browser has no ${what}`);
    const wrapped: PropertyDescriptor = { configurable: true };
    for (const kind of ['get', 'set', 'value'] as const) {
      const original = found[kind] as ((...args: unknown[]) => unknown) | undefined;
      if (!original) continue;
      wrapped[kind] = function (this: unknown, ...args: unknown[]) {
        uses.push({ what: kind === 'set' ? `${what} write` : what, at: performance.now(), idleTask });
        return original.apply(this, args);
      };
    }
    Object.defineProperty(owner, name, wrapped);
  };
  watch(Document.prototype, 'cookie', 'cookie');
  watch(window, 'localStorage', 'localStorage');
  watch(window, 'sessionStorage', 'sessionStorage');
  watch(window, 'indexedDB', 'indexedDB');
  watch(window, 'fetch', 'fetch');
  watch(Navigator.prototype, 'sendBeacon', 'beacon');
  watch(XMLHttpRequest.prototype, 'send', 'request');
  watch(Intl, 'DateTimeFormat', 'Intl');
  const { requestIdleCallback } = window;
  window.requestIdleCallback = (callback, options) =>
    requestIdleCallback((deadline) => {
      const number = ++idleTasks;
      idleTask = number;
      // Its promises belong to the task.
      setTimeout(() => {
        if (idleTask === number) idleTask = 0;
      });
      callback(deadline);
    }, options);
  // To listen for changes of the storage opens it.
  const { addEventListener } = window;
  window.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    if (args[0] === 'storage') uses.push({ what: 'storage listener', at: performance.now(), idleTask });
    addEventListener(...args);
  };
}

test('before first paint the tag reads, writes and sends nothing; after it one cookie read and one request do', async () => {
  const { shop, page } = await visitShop(browser);
  await page.addInitScript(noteUses);
  // The page cannot paint before its stylesheet is there, which waits until the tag has run.
  const ran = Promise.withResolvers<void>();
  shop.serve('/ran', (_, response) => {
    ran.resolve();
    response.end();
  });
  shop.serve('/style.css', (_, response) => {
    void ran.promise.then(() => response.writeHead(200, { 'content-type': 'text/css' }).end());
  });
  shop.serve(
    '/',
    `<!doctype html><title>Home</title>${shop.tag(`onload="new Image().src = '/ran'"`)}
    <script>scout.identify('a@b.se'); scout.track('ViewContent', { name: 'Mug' })</script>
    <link rel="stylesheet" href="/style.css"><h1>Shop</h1>`,
  );
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  const { uses, paintedAt } = await page.evaluate(() => ({
    uses: (window as unknown as { uses: Use[] }).uses,
    paintedAt: performance.getEntriesByName('first-paint')[0]?.startTime ?? Infinity,
  }));
  expect(uses.filter(({ at }) => at < paintedAt)).toEqual([]);
  const counts = Object.groupBy(uses, ({ what }) => what);
  expect(Object.keys(counts).toSorted()).toEqual(['cookie', 'fetch', 'localStorage', 'storage listener']);
  expect(counts.cookie).toHaveLength(1);
  expect(counts.fetch).toHaveLength(1);
  expect(shop.requests).toHaveLength(1);
  // What is put off is no long task: the visitor is read in one idle task, the batch is sent in another.
  const [reading, sending] = [counts.cookie?.[0]?.idleTask, counts.fetch?.[0]?.idleTask];
  expect(reading).toBeGreaterThan(0);
  expect(sending).toBeGreaterThan(reading ?? 0);
});

test('calls in one go cost one request and one idle task', async () => {
  const { shop, page, serve } = await visitShop(browser);
  await page.addInitScript(noteUses);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  const storageUses = await page.evaluate(() => {
    const { uses } = window as unknown as { uses: Use[] };
    uses.length = 0;
    for (let call = 0; call < 20; call++) scout.track(`E${call}`);
    return new Promise<Use[]>((resolve) => requestIdleCallback(() => requestIdleCallback(() => resolve(uses))));
  });
  await shop.until(() => shop.names().length === 21);
  expect(new Set(storageUses.map(({ idleTask }) => idleTask).filter(Boolean)).size).toBe(1);
  expect(shop.requests).toHaveLength(2);
});

test('the tag makes the browser neither lay out nor restyle the page', async () => {
  const { shop, page } = await visitShop(browser);
  shop.serve('/', `<!doctype html><title>Home</title><h1>Shop</h1><p>${'Mugs and more. '.repeat(2000)}</p>`);
  await page.goto(`${shop.origin()}/`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const work = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    const names = new Set(['LayoutCount', 'RecalcStyleCount', 'LayoutDuration']);
    return metrics.filter(({ name }) => names.has(name)).map(({ name, value }) => `${name} ${value}`);
  };
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve))));
  const before = await work();
  expect(before).toHaveLength(3);
  await page.evaluate((source) => {
    const script = document.createElement('script');
    script.src = source;
    document.head.append(script);
  }, `${shop.collector}/s.js?key=pk_test`);
  await shop.until(() => shop.names().length === 1);
  await page.evaluate(() => scout.track('A'));
  await shop.until(() => shop.names().length === 2);
  expect(await work()).toEqual(before);
});

test('a track call on a warm page costs the main thread less than a tenth of a millisecond', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  const medianMs = await page.evaluate(() => {
    const rounds: number[] = [];
    for (let round = 0; round < 15; round++) {
      const startedAt = performance.now();
      for (let call = 0; call < 10; call++)
        scout.track('AddToCart', { items: [{ sku: 'A', price: 9.5, quantity: 1 }] });
      rounds.push((performance.now() - startedAt) / 10);
    }
    return rounds.toSorted((a, b) => a - b)[7];
  });
  expect(medianMs).toBeLessThan(0.1);
});
