import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startSandbox, type Sandbox } from '@scout/klaviyo-sandbox';
import {
  ADMIN_TOKEN,
  SITE_KEY,
  startTestCollector,
  type TestCollector,
} from '@scout/collector/testing/test-collector.ts';
import { wooOrder } from '@scout/collector/testing/shop-payloads.ts';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PLUGIN, startWordPress, whatIsMissing, type WordPress } from './start-wordpress.ts';

const NAME = 'Mug </script><script>alert(1)</script> & "Söhne"';
const missing = whatIsMissing();

test(`the plugin tells WordPress what it needs (to try it on WordPress this machine lacks ${missing.join(', ') || 'nothing'})`, () => {
  const [header = ''] = readFileSync(PLUGIN, 'utf8').split('*/');
  const fields = Object.fromEntries(
    [...header.matchAll(/^ \* ([A-Z][\w ]+): (.+)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(fields).toMatchObject({
    'Plugin Name': 'Scout for WooCommerce',
    Description: expect.any(String),
    Version: '0.1.0',
    'Requires at least': '6.1',
    'Requires PHP': '7.4',
    'Requires Plugins': 'woocommerce',
    License: 'MIT',
  });
});

describe.runIf(missing.length === 0)('on WordPress, with a stand-in for WooCommerce', () => {
  let wordpress: WordPress;
  let klaviyo: Sandbox;
  let collector: TestCollector;
  let browser: Browser;
  /** A product's page before the settings were made. */
  let unconfigured: string;

  beforeAll(async () => {
    wordpress = await startWordPress();
    klaviyo = await startSandbox({ port: 0 });
    collector = await startTestCollector({
      klaviyoApiUrl: klaviyo.url,
      environment: { SITE_ORIGINS: wordpress.url },
    });
    browser = await chromium.launch({
      ...(process.env.CHROMIUM_PATH === undefined ? {} : { executablePath: process.env.CHROMIUM_PATH }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
    unconfigured = await (await fetch(product())).text();
    const page = await openPage();
    await openSettings(page);
    await page.getByLabel('Collector').fill(collector.url);
    await page.getByLabel('Site key').fill(SITE_KEY);
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await page.getByText('Settings saved').waitFor();
    await page.context().close();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await collector?.remove();
    await klaviyo?.close();
    await wordpress?.stop();
  });

  async function openPage(): Promise<Page> {
    return (await browser.newContext()).newPage();
  }

  /** A shopper's page, which fails the test when it saw an error or a dialog. */
  async function openShopper(): Promise<Page> {
    const page = await openPage();
    const trouble: string[] = [];
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('dialog', (dialog) => {
      trouble.push(dialog.message());
      void dialog.dismiss();
    });
    onTestFinished(async () => {
      await page.context().close();
      expect(trouble).toEqual([]);
    });
    return page;
  }

  async function openSettings(page: Page): Promise<void> {
    await page.goto(`${wordpress.url}/wp-login.php`);
    await page.getByLabel('Username').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill('a password for tests');
    await page.getByRole('button', { name: 'Log In' }).click();
    await page.waitForURL('**/wp-admin/**');
    await page.goto(`${wordpress.url}/wp-admin/options-general.php?page=scout`);
  }

  const product = () => `${wordpress.url}/?post_type=product&p=${wordpress.productId}`;
  const checkout = () => `${wordpress.url}/?page_id=${wordpress.checkoutId}`;

  async function placeOrder(page: Page, email: string, status = 'processing'): Promise<string> {
    await page.goto(checkout());
    await page.locator('[name=email]').fill(email);
    await page.locator('[name=first_name]').fill('Jo');
    await page.locator('[name=status]').fill(status);
    await page.getByRole('button', { name: 'Place order' }).click();
    return page.locator('#order').innerText();
  }

  const eventsOf = (email: string) => klaviyo.events().filter((event) => event.email === email);

  async function eventsWhen(email: string, count: number) {
    const stream = await fetch(`${collector.url}/api/log/stream`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    for await (const _change of stream.body ?? []) if (eventsOf(email).length >= count) return eventsOf(email);
    throw new Error('The stream ended before the events were as expected');
  }

  test('from product to order everything reaches Klaviyo once, with the webhook and a reload besides', async () => {
    const page = await openShopper();
    await page.goto(product());
    await page.getByRole('button', { name: 'Add to cart' }).click();
    const answered = page.waitForResponse((response) => response.url().includes('wc-ajax=scout_added'));
    expect(await (await answered).json()).toHaveLength(1);
    const orderId = await placeOrder(page, 'jo@shop.test');
    const events = await eventsWhen('jo@shop.test', 6);

    const [site] = await collector.api<{ id: string }[]>('GET', '/sites');
    await collector.api('PUT', `/sites/${site?.id}/webhooks/woocommerce`, { secret: 'secret-of-the-webhook' });
    const body = JSON.stringify(
      wooOrder({ id: Number(orderId), number: orderId, billing: { email: 'Jo@shop.test' }, total: '25.00' }),
    );
    const told = await fetch(`${collector.url}/v1/hooks/woocommerce/${site?.id}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-wc-webhook-topic': 'order.created',
        'x-wc-webhook-signature': createHmac('sha256', 'secret-of-the-webhook').update(body).digest('base64'),
      },
      body,
    });
    expect(told.status).toBe(200);
    await collector.eventWhen(`woocommerce-order-${orderId}`, ({ deliveries }) =>
      deliveries.every(({ status }) => status === 'delivered'),
    );
    await page.reload();
    await page.locator('#order').waitFor();
    expect(await page.content()).not.toContain('Purchase');

    const placed = eventsOf('jo@shop.test').filter(({ metric }) => metric === 'Placed Order');
    expect(placed).toHaveLength(1);
    expect(placed[0]).toMatchObject({ unique_id: orderId, value: 25, value_currency: 'EUR' });
    expect(events.map(({ metric }) => metric).toSorted()).toEqual([
      'Added to Cart',
      'Ordered Product',
      'Placed Order',
      'Started Checkout',
      'Viewed Product',
      'Viewed Product',
    ]);
    expect(events.find(({ metric }) => metric === 'Viewed Product')?.properties).toMatchObject({
      ProductName: NAME,
      SKU: "MUG-'B",
      Price: 12.5,
    });
    expect(events.find(({ metric }) => metric === 'Added to Cart')).toMatchObject({
      value: 25,
      properties: { AddedItemProductName: NAME, AddedItemQuantity: 2, CheckoutURL: checkout() },
    });
    expect(klaviyo.profiles().find(({ email }) => email === 'jo@shop.test')).toMatchObject({ first_name: 'Jo' });
  });

  test("an addition by AJAX is one, though jQuery's event and the blocks' both tell of it", async () => {
    const page = await openShopper();
    await page.goto(product());
    await page.evaluate(`scout.identify('ajax@shop.test')`);
    await page.locator('#ajax').click();
    await eventsWhen('ajax@shop.test', 2);
    await page.locator('#ajax').click();
    await eventsWhen('ajax@shop.test', 3);
    await page.goto(checkout());
    const [, first, second, ...rest] = await eventsWhen('ajax@shop.test', 4);
    expect(first).toMatchObject({ metric: 'Added to Cart', value: 12.5, properties: { AddedItemQuantity: 1 } });
    expect(second).toMatchObject({ metric: 'Added to Cart', value: 25, properties: { AddedItemQuantity: 1 } });
    expect(rest.map(({ metric, value }) => [metric, value])).toEqual([['Started Checkout', 25]]);
  });

  test('before the settings are made a page has nothing of Scout', () => {
    expect(unconfigured).toContain('Add to cart');
    expect(unconfigured).not.toContain('scout');
  });

  test('an order whose payment failed is not told', async () => {
    const page = await openShopper();
    await page.goto(product());
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await placeOrder(page, 'failed@shop.test', 'failed');
    expect(await page.content()).not.toContain('failed@shop.test');
  });

  test('a page that caches may keep is the same for everyone', async () => {
    const fresh = await (await fetch(product())).text();
    const page = await openShopper();
    await page.goto(product());
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await placeOrder(page, 'cached@shop.test');
    const known = await (await page.request.get(product())).text();
    expect(known).toBe(fresh);
    expect(known).toContain('data-key="pk_test"');
    expect(known).not.toContain('<script>alert');
  });

  test('with the WP Consent API nothing is sent until marketing and statistics are allowed', async () => {
    const page = await openShopper();
    await page.context().addCookies([{ name: 'with_consent_api', value: '1', url: wordpress.url }]);
    await page.addInitScript(() => {
      const allowed: string[] = [];
      Object.assign(window, {
        allowed,
        wp_has_consent: (category: string) => allowed.includes(category),
        tell: (detail: object) => document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail })),
      });
    });
    const posts: string[] = [];
    page.on('request', (request) => request.url().endsWith('/v1/e') && posts.push(request.url()));
    await page.goto(product());
    await page.evaluate(`scout.identify('consent@shop.test')`);
    await page.evaluate(`allowed.push('marketing'); tell({ marketing: 'allow' })`);
    expect(posts).toEqual([]);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await page.evaluate(`allowed.push('statistics'); tell({ statistics: 'allow' })`);
    expect((await eventsWhen('consent@shop.test', 1)).map(({ metric }) => metric)).toEqual(['Viewed Product']);
    await page.evaluate(`allowed.pop(); tell({ statistics: 'deny' })`);
    expect(await page.evaluate(() => Object.entries(localStorage))).toEqual([['_scout_consent', 'denied']]);
  });

  test('the settings refuse what is no address and no public key, and say what was expected', async () => {
    const page = await openPage();
    onTestFinished(() => page.context().close());
    await openSettings(page);
    await page.getByLabel('Collector').fill('https://t.example.com/"><script>alert(1)</script>');
    await page.getByLabel('Site key').fill('sk_secret');
    await page.getByRole('button', { name: 'Save Changes' }).click();
    await page.getByText('expected an address such as https://t.example.com').waitFor();
    await page.getByText('expected the public key').waitFor();
    expect(await page.getByLabel('Collector').inputValue()).toBe(collector.url);
  });
});
