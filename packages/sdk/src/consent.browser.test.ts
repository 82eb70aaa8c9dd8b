import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../testing/open-browser.ts';
import { visitShop } from '../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const keys = (page: Page) => page.evaluate(() => Object.keys(localStorage).toSorted());

/** Opens the page and resolves when the tag has begun, which data-debug tells. */
async function openUntil(state: string, page: Page, url: string): Promise<void> {
  const begun = page.waitForEvent('console', (message) => message.text() === `[scout] consent is now: ${state}`);
  await page.goto(url);
  await begun;
}

test('pending stores and sends nothing; once granted all arrives as it happened', async () => {
  const { shop, context, page, serve } = await visitShop(browser);
  serve('/', `<script>scout.track('Early'); scout.identify('a@b.se')</script>`, 'data-consent="pending" data-debug');
  await openUntil('pending', page, `${shop.origin()}/?utm_source=news`);
  await page.evaluate(() => scout.track('Later'));
  expect(await keys(page)).toEqual([]);
  expect(await context.cookies()).toEqual([]);
  expect(shop.requests).toEqual([]);
  const askedAt = Date.now();
  await page.evaluate(() => scout.consent('granted'));
  await shop.until(() => shop.names().length === 3);
  expect(shop.names()).toEqual(['Early', 'PageView', 'Later']);
  for (const { time, context: seen } of shop.stored()) {
    expect(Date.parse(time ?? '')).toBeLessThanOrEqual(askedAt);
    expect(seen).toMatchObject({ utm_source: 'news', consent: 'granted' });
  }
  expect(shop.requests[0]?.batch.identity).toEqual({ email: 'a@b.se' });
});

test('the answer is remembered on the next page', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', '', 'data-consent="pending"');
  await page.goto(`${shop.origin()}/`);
  await page.evaluate(() => scout.consent('granted'));
  await shop.until(() => shop.names().length === 1);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  expect(shop.names()).toEqual(['PageView', 'PageView']);
});

test('denied clears ids and queue, records nothing, on later pages too, until it is granted', async () => {
  const { shop, context, page, serve } = await visitShop(browser);
  serve('/', '', 'data-debug');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.waitForFunction(() => document.cookie.includes('_scout'));
  await page.evaluate(() => {
    scout.consent('denied');
    scout.track('Denied');
  });
  expect(await keys(page)).toEqual(['_scout_consent']);
  expect(await context.cookies()).toEqual([]);
  await openUntil('denied', page, `${shop.origin()}/`);
  await page.evaluate(() => {
    scout.track('DeniedLater');
    scout.consent('granted');
    scout.track('Granted');
  });
  await shop.until(() => shop.names().includes('Granted'));
  expect(shop.names()).toEqual(['PageView', 'Granted']);
  const [before, after] = shop.stored();
  expect(after?.context).toMatchObject({ session_count: 1, is_new_visitor: true });
  expect(after?.context?.visitor_id).not.toBe(before?.context?.visitor_id);
});

test('an answer given in one tab holds in the others', async () => {
  const { shop, page, serve, openTab } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  const other = await openTab();
  await other.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  await other.evaluate(() => {
    addEventListener('storage', (event) => {
      if (event.key === '_scout_consent') document.title = String(event.newValue);
    });
  });
  await page.evaluate(() => scout.consent('denied'));
  await other.waitForFunction(() => document.title === 'denied');
  await other.evaluate(() => scout.track('Denied'));
  expect(await keys(other)).toEqual(['_scout_consent']);
  await page.evaluate(() => scout.consent('granted'));
  await other.waitForFunction(() => document.title === 'granted');
  await other.evaluate(() => scout.track('Granted'));
  await shop.until(() => shop.names().includes('Granted'));
  expect(shop.names()).toEqual(['PageView', 'PageView', 'Granted']);
});

test('denied gives up what waits to be sent', async () => {
  const { shop, page, serve } = await visitShop(browser);
  shop.faults.push({ status: 500 });
  serve('/', `<script>scout.identify('a@b.se')</script>`);
  await page.goto(`${shop.origin()}/`);
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('_scout_q')));
  await shop.until(() => shop.requests.length === 1);
  await page.evaluate(() => scout.consent('denied'));
  expect(await keys(page)).toEqual(['_scout_consent']);
  await page.evaluate(() => {
    scout.consent('granted');
    scout.track('After');
  });
  await shop.until(() => shop.names().includes('After'));
  expect(shop.names()).toEqual(['After']);
  expect(shop.requests.filter(({ batch }) => batch.identity?.email)).toHaveLength(1);
});

test('an answer given before the tag has begun holds from the start', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', `<script>scout.track('Never'); scout.consent('denied')</script>`, 'data-debug');
  await openUntil('denied', page, `${shop.origin()}/`);
  await page.evaluate(() => {
    scout.consent('granted');
    scout.track('After');
  });
  await shop.until(() => shop.names().includes('After'));
  expect(shop.names()).toEqual(['After']);
});

test('Global Privacy Control counts as denied until the shopper says otherwise', async () => {
  const { shop, page, serve } = await visitShop(browser);
  await page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
  serve('/', `<script>scout.track('Unwanted')</script>`, 'data-debug');
  await openUntil('denied', page, `${shop.origin()}/`);
  expect(await keys(page)).toEqual([]);
  await page.evaluate(() => {
    scout.consent('granted');
    scout.track('Wanted');
  });
  await shop.until(() => shop.names().includes('Wanted'));
  expect(shop.names()).toEqual(['Wanted']);
});

test('auto waits for Google consent mode and follows it', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve(
    '/',
    `<script>
      window.dataLayer = window.dataLayer || [];
      function gtag() { dataLayer.push(arguments) }
      gtag('consent', 'default', { ad_storage: 'denied', analytics_storage: 'denied' });
      scout.track('Early');
    </script>`,
    'data-consent="auto" data-debug',
  );
  await openUntil('pending', page, `${shop.origin()}/`);
  expect(await keys(page)).toEqual([]);
  await page.evaluate(`gtag('consent', 'update', { ad_storage: 'granted', analytics_storage: 'granted' })`);
  await shop.until(() => shop.names().length === 2);
  await page.evaluate(`gtag('consent', 'update', { ad_storage: 'denied' }); scout.track('Denied')`);
  expect(await keys(page)).toEqual(['_scout_consent']);
  await page.evaluate(`gtag('consent', 'update', { ad_storage: 'granted' }); scout.track('Again')`);
  await shop.until(() => shop.names().includes('Again'));
  expect(shop.names()).toEqual(['Early', 'PageView', 'Again']);
});

test("auto follows Shopify's customer privacy API", async () => {
  const { shop, page, serve } = await visitShop(browser);
  await page.addInitScript(() =>
    Object.assign(window, {
      Shopify: { customerPrivacy: { marketingAllowed: () => false, analyticsProcessingAllowed: () => false } },
    }),
  );
  serve('/', '', 'data-consent="auto" data-debug');
  await openUntil('pending', page, `${shop.origin()}/`);
  expect(await keys(page)).toEqual([]);
  await page.evaluate(() => {
    const detail = { marketingAllowed: true, analyticsAllowed: true };
    document.dispatchEvent(new CustomEvent('visitorConsentCollected', { detail }));
  });
  await shop.until(() => shop.names().length === 1);
  expect(shop.names()).toEqual(['PageView']);
});

test('auto follows the TCF of a tool that is there from the start', async () => {
  const { shop, page, serve } = await visitShop(browser);
  await page.addInitScript(() => {
    const listeners: ((data: unknown, isOk: boolean) => void)[] = [];
    Object.assign(window, {
      listeners,
      __tcfapi: (_command: string, _version: number, callback: (data: unknown, isOk: boolean) => void) => {
        listeners.push(callback);
        callback({ gdprApplies: true, eventStatus: 'cmpuishown' }, true);
      },
    });
  });
  serve('/', '', 'data-consent="auto" data-debug');
  await openUntil('pending', page, `${shop.origin()}/`);
  await page.waitForFunction('listeners.length > 0');
  expect(await keys(page)).toEqual([]);
  await page.evaluate(
    `listeners.forEach((answer) => answer({ gdprApplies: true, eventStatus: 'useractioncomplete', purpose: { consents: { 1: true, 3: true, 4: true } } }, true))`,
  );
  await shop.until(() => shop.names().length === 1);
  expect(await page.evaluate('listeners.length')).toBe(1);
});
