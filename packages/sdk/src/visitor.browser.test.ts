import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../testing/open-browser.ts';
import { visitShop } from '../testing/visit-shop.ts';

const MINUTE = 60_000;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** From here on the page's clock shows this time. */
async function setClock(page: Page, time: number): Promise<void> {
  await page.clock.setFixedTime(time);
}

test('a first visit and the next page are one session of one new visitor, known by the cookie as well', async () => {
  const { shop, context, page, serve } = await visitShop(browser);
  serve('/', '<a href="/b">next</a>');
  serve('/b');
  const landing = `${shop.origin()}/?utm_source=news&utm_medium=email&gclid=G1&fbclid=F1&_kx=K1`;
  await page.goto(landing, { referer: 'https://www.google.com/' });
  await shop.until(() => shop.names().length === 1);
  await page.click('a');
  await shop.until(() => shop.names().length === 2);

  const [first, second] = shop.stored();
  const { visitor_id, session_id, _fbp } = first?.context ?? {};
  expect(first?.context).toEqual({
    visitor_id: expect.stringMatching(/^[\w-]{8,64}$/),
    session_id: expect.stringMatching(/^[\w-]{8,64}$/),
    session_count: 1,
    is_new_visitor: true,
    utm_source: 'news',
    utm_medium: 'email',
    referrer: 'https://www.google.com/',
    landing_page: landing,
    first_utm_source: 'news',
    first_utm_medium: 'email',
    first_referrer: 'https://www.google.com/',
    first_landing_page: landing,
    page_url: landing,
    page_title: '/',
    gclid: 'G1',
    _kx: 'K1',
    _fbc: expect.stringMatching(/^fb\.1\.\d{13}\.F1$/),
    _fbp: expect.stringMatching(/^fb\.1\.\d{13}\.\d+$/),
    consent: 'granted',
    is_bot: true,
  });
  expect(second?.context).toEqual({ ...first?.context, page_url: `${shop.origin()}/b`, page_title: '/b' });
  const cookies = await context.cookies();
  expect(cookies.find(({ name }) => name === '_scout')?.value).toMatch(
    new RegExp(`^${visitor_id}\\.1\\.${session_id}\\.\\d{10}$`),
  );
  expect(_fbp).toBe(second?.context?._fbp);
});

test('two tabs are one visitor in one session', async () => {
  const { shop, page, serve, openTab } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  const other = await openTab();
  await other.goto(`${shop.origin()}/`);
  await page.evaluate(() => scout.track('InFirst'));
  await other.evaluate(() => scout.track('InSecond'));
  await shop.until(() => shop.names().length === 4);
  expect(new Set(shop.stored().map(({ context }) => `${context?.visitor_id} ${context?.session_id}`)).size).toBe(1);
});

test('after 31 minutes the next session counts on, with first and last touch kept apart', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/?utm_source=first`);
  await shop.until(() => shop.names().length === 1);
  await setClock(page, Date.now() + 31 * MINUTE);
  await page.goto(`${shop.origin()}/?utm_source=second&gclid=G2`);
  await shop.until(() => shop.names().length === 2);
  const [before, after] = shop.stored();
  expect(after?.context).toMatchObject({
    visitor_id: before?.context?.visitor_id,
    session_count: 2,
    is_new_visitor: false,
    utm_source: 'second',
    first_utm_source: 'first',
    gclid: 'G2',
  });
  expect(after?.context?.session_id).not.toBe(before?.context?.session_id);
});

test('a later campaign in the same session renews the click ids and leaves the source of the session', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/?utm_source=first&gclid=G1`);
  await shop.until(() => shop.names().length === 1);
  await page.goto(`${shop.origin()}/?utm_source=second&gclid=G2&fbclid=F2`);
  await shop.until(() => shop.names().length === 2);
  expect(shop.stored()[1]?.context).toMatchObject({
    session_count: 1,
    utm_source: 'first',
    gclid: 'G2',
    _fbc: expect.stringContaining('.F2'),
  });
});

test('a page left open for 31 minutes begins the next session with its next event, from the same source', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/?utm_source=news`);
  await shop.until(() => shop.names().length === 1);
  await setClock(page, Date.now() + 31 * MINUTE);
  await page.evaluate(() => {
    scout.track('A');
    scout.track('B');
  });
  await shop.until(() => shop.names().length === 3);
  const [view, a, b] = shop.stored().map(({ context }) => context);
  expect(a).toMatchObject({ session_count: 2, utm_source: 'news' });
  expect(a?.session_id).not.toBe(view?.session_id);
  expect(b?.session_id).toBe(a?.session_id);
});

test('activity in one tab keeps the session of another alive', async () => {
  const { shop, page, serve, openTab } = await visitShop(browser);
  const noon = Date.now();
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  const other = await openTab();
  await setClock(other, noon + 20 * MINUTE);
  await other.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  await setClock(page, noon + 40 * MINUTE);
  await page.evaluate(() => scout.track('Back'));
  await shop.until(() => shop.names().length === 3);
  expect(shop.stored()[2]?.context).toMatchObject({
    session_count: 1,
    session_id: shop.stored()[0]?.context?.session_id,
  });
});

test('subdomains share visitor and session, and none claims to be where the session landed', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', `<a href="${shop.origin('checkout')}/pay">pay</a>`);
  serve('/pay', `<a href="${shop.origin()}/">back</a>`);
  await page.goto(`${shop.origin()}/?utm_source=news`);
  await shop.until(() => shop.names().length === 1);
  await page.click('a');
  await shop.until(() => shop.names().length === 2);
  await page.click('a');
  await shop.until(() => shop.names().length === 3);
  const [www, checkout, back] = shop.stored().map(({ context }) => context);
  expect(checkout).toMatchObject({ visitor_id: www?.visitor_id, session_id: www?.session_id, session_count: 1 });
  expect(checkout).not.toHaveProperty('utm_source');
  expect(checkout).not.toHaveProperty('landing_page');
  expect(checkout).not.toHaveProperty('referrer');
  expect(back).toMatchObject({ session_id: www?.session_id, utm_source: 'news', landing_page: www?.landing_page });
});

test('time spent on another subdomain keeps the session alive here', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.evaluate((ms) => {
    const record = JSON.parse(localStorage.getItem('_scout') ?? '{}') as { t: number };
    localStorage.setItem('_scout', JSON.stringify({ ...record, t: record.t - ms }));
  }, 40 * MINUTE);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  expect(shop.stored()[1]?.context?.session_id).toBe(shop.stored()[0]?.context?.session_id);
});

test('the cookie brings visitor and count back after storage was emptied, without inventing a first touch', async () => {
  const { shop, context, page, serve } = await visitShop(browser);
  const longAgo = Math.floor(Date.now() / 1000) - 86_400;
  await context.addCookies([
    { name: '_scout', value: `visitor-from-cookie.7.session-before.${longAgo}`, domain: '.shop.test', path: '/' },
  ]);
  serve('/');
  await page.goto(`${shop.origin()}/?utm_source=now`);
  await shop.until(() => shop.names().length === 1);
  const seen = shop.stored()[0]?.context;
  expect(seen).toMatchObject({
    visitor_id: 'visitor-from-cookie',
    session_count: 8,
    is_new_visitor: false,
    utm_source: 'now',
  });
  expect(seen).not.toHaveProperty('first_utm_source');
});

test('the cookie wins over storage on the visitor id, and the later activity on the session', async () => {
  const { shop, context, page, serve } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/?utm_source=here`);
  await shop.until(() => shop.names().length === 1);
  const own = shop.stored()[0]?.context;
  const setCookie = (value: string) => context.addCookies([{ name: '_scout', value, domain: '.shop.test', path: '/' }]);
  const now = Math.floor(Date.now() / 1000);
  await setCookie(`visitor-of-cookie.3.session-of-cookie.${now - 600}`);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  expect(shop.stored()[1]?.context).toMatchObject({
    visitor_id: 'visitor-of-cookie',
    session_id: own?.session_id,
    utm_source: 'here',
  });
  await setCookie(`visitor-of-cookie.3.session-of-cookie.${now + 60}`);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 3);
  const later = shop.stored()[2]?.context;
  expect(later).toMatchObject({ session_id: 'session-of-cookie', session_count: 3 });
  expect(later).not.toHaveProperty('utm_source');
});

test('reset makes a new visitor that stays new, though a late answer brings the old cookie back', async () => {
  const { shop, context, page, serve } = await visitShop(browser);
  serve('/', `<script>document.cookie = '__kla_id=' + btoa(JSON.stringify({ $exchange_id: 'K.old' }))</script>`);
  await page.goto(`${shop.origin()}/?utm_source=news&_kx=K.old`);
  await shop.until(() => shop.names().length === 1);
  const cookie = (await context.cookies()).find(({ name }) => name === '_scout');
  const left = await page.evaluate(() => {
    scout.track('BeforeLogout');
    scout.reset();
    return document.cookie;
  });
  expect(left).not.toContain('_scout');
  await context.addCookies([{ name: '_scout', value: cookie?.value ?? '', domain: '.shop.test', path: '/' }]);
  await page.goto(`${shop.origin()}/?_kx=K.old`);
  await page.evaluate(() => scout.track('AfterLogout'));
  await shop.until(() => shop.names().includes('AfterLogout'));
  const contextOf = (name: string) => shop.stored().find((event) => event.name === name)?.context;
  const [old, late, fresh] = [shop.stored()[0]?.context, contextOf('BeforeLogout'), contextOf('AfterLogout')];
  expect(late?.visitor_id).toBe(old?.visitor_id);
  expect(fresh?.visitor_id).not.toBe(old?.visitor_id);
  expect(fresh).toMatchObject({ session_count: 1, is_new_visitor: true });
  expect(fresh).not.toHaveProperty('_kx');
  expect(fresh).not.toHaveProperty('first_utm_source');
});

test('a reset in one tab holds in the other', async () => {
  const { shop, page, serve, openTab } = await visitShop(browser);
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  const other = await openTab();
  await other.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  await page.evaluate(() => scout.reset());
  const record = await page.evaluate(() => localStorage.getItem('_scout'));
  // Another process may see the write a moment later.
  await other.waitForFunction((text) => localStorage.getItem('_scout') === text, record);
  await other.evaluate(() => scout.track('Other'));
  await page.evaluate(() => scout.track('Own'));
  await shop.until(() => shop.names().length === 4);
  const visitors = shop.stored().map(({ context }) => context?.visitor_id);
  expect(visitors[0]).toBe(visitors[1]);
  expect(visitors[2]).toBe(visitors[3]);
  expect(visitors[1]).not.toBe(visitors[2]);
});

test('a broken record in storage is a new visitor, not an error', async () => {
  const { shop, page, serve } = await visitShop(browser);
  await page.addInitScript(() => localStorage.setItem('_scout', '{"v":'));
  serve('/');
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  expect(shop.stored()[0]?.context).toMatchObject({ session_count: 1, is_new_visitor: true });
});

test('emails are in no cookie, and in no storage once they were delivered', async () => {
  const { shop, page, serve } = await visitShop(browser);
  serve('/', `<script>scout.identify({ email: 'ann@shop.test', phone: '+46701234567' })</script>`);
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 1);
  await page.evaluate(() => scout.track('Last'));
  await shop.until(() => shop.names().length === 2);
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('_scout_q')));
  const state = await page.evaluate(() => JSON.stringify(localStorage) + document.cookie);
  expect(shop.requests[0]?.batch.identity).toEqual({ email: 'ann@shop.test', phone: '+46701234567' });
  expect(state).toContain('_scout');
  expect(state).not.toMatch(/ann@|4670/);
});
