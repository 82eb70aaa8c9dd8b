import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../testing/open-browser.ts';
import { type Visit, visitShop } from '../../testing/visit-shop.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/**
 * A page whose sandboxed frame runs the pixel as the README has it; the scope that Shopify would give it reaches the
 * page's cookies and storage by messages.
 */
async function openCheckout({ shop, page }: Visit): Promise<void> {
  shop.serve(
    '/pixel',
    `<!doctype html><script type="module">
      let calls = 0;
      const waiting = {};
      const ask = (...question) => new Promise((resolve) => { waiting[++calls] = resolve; parent.postMessage([calls, ...question], '*') });
      const listeners = {};
      const analytics = { subscribe: (name, listener) => { listeners[name] = listener } };
      const browser = {
        cookie: { get: (name) => ask('cookie', name) },
        localStorage: { getItem: (...a) => ask('getItem', ...a), setItem: (...a) => ask('setItem', ...a), removeItem: (...a) => ask('removeItem', ...a) },
      };
      onmessage = ({ data: [call, answer] }) => call === 'event' ? listeners[answer.name]?.(answer) : waiting[call](answer);
      import('${shop.collector}/sh.js').then(({ run }) => {
        run({ analytics, browser }, 'pk_test', '${shop.collector}');
        parent.postMessage('ready', '*');
      });
    </script>`,
  );
  shop.serve(
    '/checkout',
    `<!doctype html><title>Checkout</title><script>
      const frame = () => document.querySelector('iframe').contentWindow;
      onmessage = ({ data }) => {
        if (data === 'ready') return void (window.isReady = true);
        const [call, what, ...args] = data;
        setTimeout(() => document.body.append(what + args[0] + ' '));
        const answer = what === 'cookie' ? document.cookie.match('(?:^|; )' + args[0] + '=([^;]*)')?.[1] ?? '' : localStorage[what](...args);
        frame().postMessage([call, answer], '*');
      };
      const emit = (event) => frame().postMessage(['event', event], '*');
    </script><iframe sandbox="allow-scripts" src="/pixel"></iframe>`,
  );
  await page.goto(`${shop.origin()}/checkout`);
  await page.waitForFunction('window.isReady');
}

const emit = (page: Page, event: Record<string, unknown>) => page.evaluate(`emit(${JSON.stringify(event)})`);

const ORDER = {
  id: 'sh-order-1',
  name: 'checkout_completed',
  timestamp: '2026-11-23T10:00:00.000Z',
  clientId: 'client-of-shopify',
  context: { document: { location: { href: 'https://shop.test/thanks' }, title: 'Thanks' } },
  data: {
    checkout: {
      order: { id: '900' },
      email: 'ann@shop.test',
      totalPrice: { amount: 5, currencyCode: 'EUR' },
      lineItems: [],
    },
  },
};

test('the order is sent as the visitor and session that the tag in the theme knows', async () => {
  const visit = await visitShop(browser);
  const { shop, page, serve } = visit;
  serve('/');
  await page.goto(`${shop.origin()}/?utm_source=news`);
  await shop.until(() => shop.names().length === 1);
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('_scout_q')));
  await openCheckout(visit);
  await emit(page, { id: 'x', name: 'page_viewed' });
  await emit(page, ORDER);
  await shop.until(() => shop.names().length === 2);
  const [view, order] = shop.stored();
  expect(order).toMatchObject({
    id: 'sh-order-1',
    name: 'Purchase',
    time: '2026-11-23T10:00:00.000Z',
    properties: { order_id: '900', value: 5, currency: 'EUR', items: [] },
    context: {
      visitor_id: view?.context?.visitor_id,
      session_id: view?.context?.session_id,
      utm_source: 'news',
      page_title: 'Thanks',
    },
  });
  expect(shop.requests[1]?.batch.identity).toEqual({ email: 'ann@shop.test' });
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('_scout_q')));
});

test('an order that could not be delivered is delivered by the next page of the theme', async () => {
  const visit = await visitShop(browser);
  const { shop, page, serve } = visit;
  serve('/');
  await openCheckout(visit);
  shop.faults.push('drop');
  await emit(page, ORDER);
  await shop.until(() => shop.requests.length === 1);
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.startsWith('_scout_q')) ?? '';
    const [, ...parts] = (localStorage.getItem(key) ?? '').split('\n');
    localStorage.setItem(key, [Date.now() - 1, ...parts].join('\n'));
  });
  await page.goto(`${shop.origin()}/`);
  await shop.until(() => shop.names().length === 2);
  expect(shop.stored().find(({ name }) => name === 'Purchase')?.context?.visitor_id).toBe('client-of-shopify');
  expect(shop.requests.some(({ batch, status }) => status === 202 && batch.identity?.email === 'ann@shop.test')).toBe(
    true,
  );
});

test('a shopper who has said no to the tag is not followed by the pixel', async () => {
  const visit = await visitShop(browser);
  const { shop, page } = visit;
  await openCheckout(visit);
  await page.evaluate(() => localStorage.setItem('_scout_consent', 'denied'));
  await emit(page, ORDER);
  await page.waitForFunction(() => document.body.textContent.includes('_scout_consent'));
  await page.evaluate(() => localStorage.removeItem('_scout_consent'));
  await emit(page, { ...ORDER, id: 'sh-order-2' });
  await shop.until(() => shop.names().length === 1);
  expect(shop.stored().map(({ id }) => id)).toEqual(['sh-order-2']);
});
