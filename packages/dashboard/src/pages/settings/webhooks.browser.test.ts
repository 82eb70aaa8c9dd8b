import { createHmac } from 'node:crypto';
import { shopifyOrder } from '@scout/collector/testing/shop-payloads.ts';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, PATIENT, visit } from '../../../testing/open-browser.ts';
import { startDashboard, type Running } from '../../../testing/start-dashboard.ts';

let browser: Browser;
let shop: Running;
beforeAll(async () => {
  browser = await openBrowser();
  shop = await startDashboard({ environment: { SITE_KEY: 'pk_shop', KLAVIYO_PRIVATE_KEY: 'pk_sandbox' } });
});
afterAll(async () => {
  await browser.close();
  await shop.stop();
});

test('a shop that is given its secret tells of its orders itself, until that is switched off', async () => {
  const { page, complaints } = await visit(browser, { url: shop.url });
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Order webhooks' }).click();
  await page.getByText('Shopify: off').click();
  const address = await page.getByRole('region', { name: 'Address for Shopify' }).textContent();
  await page.getByLabel("Secret of Shopify's webhooks").fill('short');
  await page.getByRole('button', { name: 'Save the secret' }).first().click();
  await page.getByText('expected at least 8 characters').waitFor();
  await page.getByLabel("Secret of Shopify's webhooks").fill('shpss_a-long-secret');
  await page.getByRole('button', { name: 'Save the secret' }).first().click();
  await page.getByText('Shopify: on').waitFor();

  const body = JSON.stringify(shopifyOrder());
  const deliver = async (): Promise<number> => {
    const { status } = await fetch(address ?? '', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': 'orders/create',
        'x-shopify-hmac-sha256': createHmac('sha256', 'shpss_a-long-secret').update(body).digest('base64'),
      },
      body,
    });
    return status;
  };
  expect(await deliver()).toBe(200);
  await expect
    .poll(() => shop.sandbox.events().filter((event) => event.metric === 'Placed Order').length, PATIENT)
    .toBe(1);

  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByText('Shopify: off').waitFor();
  expect(await deliver()).toBe(401);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('what automated browsers do is held when the owner wants it so, and one of it is discarded', async () => {
  const { page, complaints } = await visit(browser, { url: shop.url });
  await page.goto('/destinations');
  await page.getByText('Limits, identity and bots').click();
  await page.getByRole('switch', { name: 'Hold what automated browsers do' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();

  await shop.send({
    key: 'pk_shop',
    identity: { email: 'crawler@example.com' },
    context: { visitor_id: 'bot-1', is_bot: true },
    events: [{ id: 'by-a-bot', name: 'ViewContent', properties: { product_id: 'mug' } }],
  });
  await page.goto('/events/by-a-bot');
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Discard' }).waitFor({ state: 'detached' });
  expect(await shop.api('GET', '/log/by-a-bot')).toMatchObject({
    deliveries: [{ status: 'skipped', reason: 'discarded' }],
  });
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a person who is to be forgotten is deleted in Klaviyo too when that is asked for', async () => {
  await shop.send({
    key: 'pk_shop',
    identity: { email: 'gone@example.com' },
    events: [{ id: 'gone', name: 'ViewContent', properties: { product_id: 'mug' } }],
  });
  const isKnown = (): boolean => shop.sandbox.profiles().some((profile) => profile.email === 'gone@example.com');
  await expect.poll(isKnown, PATIENT).toBe(true);
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/settings');
  const forget = async (): Promise<void> => {
    await page.getByLabel('Email address of the person').fill('gone@example.com');
    await page.getByRole('button', { name: 'Forget this person' }).click();
    await page.getByRole('switch', { name: 'Klaviyo as well' }).click();
    await page.getByRole('button', { name: 'Erase it all' }).click();
  };
  shop.sandbox.setFaults([{ endpoint: 'data-privacy-deletion-jobs', status: 403, times: 1 }]);
  await forget();
  await page.getByText('Klaviyo still has its copy').waitFor();
  expect(isKnown()).toBe(true);
  await forget();
  await page.getByText('Klaviyo deletes its profile').waitFor();
  expect(isKnown()).toBe(false);
  await page.context().close();
});
