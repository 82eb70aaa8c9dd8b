import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, PATIENT, visit } from '../../../testing/open-browser.ts';
import { startDashboard } from '../../../testing/start-dashboard.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const cart = (id: string) => ({
  key: 'pk_shop',
  identity: { email: 'jo@example.com' },
  events: [{ id, name: 'AddToCart', properties: { product_id: 'mug', name: 'Mug', price: 12, currency: 'EUR' } }],
});

test('a key that is revoked while running is told on the overview, and a new key sends what waited', async () => {
  const shop = await startDashboard({ environment: { SITE_KEY: 'pk_shop', KLAVIYO_PRIVATE_KEY: 'pk_sandbox' } });
  const { page, complaints } = await visit(browser, { url: shop.url });
  await page.goto('/');
  await page.getByText(', delivering').waitFor();

  shop.sandbox.setKey('pk_sandbox', null);
  await shop.send(cart('while-revoked'));
  await page.getByText(/refused the key of .* 1 event waits\./).waitFor();
  await page.getByRole('link', { name: 'Paste a new key' }).click();
  await page.getByText('Nothing is lost').waitFor();
  await page.getByRole('button', { name: 'Paste a new key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replace the key' });
  await dialog.getByLabel('Private key').fill('pk_sandbox');
  await dialog.getByRole('button', { name: 'Check and replace' }).click();
  await dialog.getByText('Klaviyo refuses this key').waitFor();
  shop.sandbox.setKey('pk_fresh', [
    'accounts:read',
    'events:read',
    'events:write',
    'profiles:read',
    'profiles:write',
    'metrics:read',
  ]);
  await dialog.getByLabel('Private key').fill('pk_fresh');
  await dialog.getByRole('button', { name: 'Check and replace' }).click();
  await page.getByText('Delivering', { exact: true }).waitFor();
  await expect.poll(() => shop.sandbox.events().map((event) => event.email), PATIENT).toEqual(['jo@example.com']);
  expect(await page.content()).not.toContain('pk_fresh');
  expect(complaints).toEqual([]);
  await page.context().close();
  await shop.stop();
});

test('a paused destination holds its events until it is resumed, and can be deleted', async () => {
  const shop = await startDashboard({ environment: { SITE_KEY: 'pk_shop', KLAVIYO_PRIVATE_KEY: 'pk_sandbox' } });
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/destinations');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused', { exact: true }).waitFor();
  await shop.send(cart('while-paused'));
  await page.goto('/');
  await page.getByText('1 event waits.').waitFor();
  expect(shop.sandbox.events()).toEqual([]);
  await page.getByRole('link', { name: 'Resume', exact: true }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => shop.sandbox.events().length, PATIENT).toBe(1);

  await page.getByText('Limits, identity and bots').click();
  await page.getByLabel('Requests a second, at most').fill('3');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('of 3 allowed').waitFor();

  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete this destination' }).click();
  await page.getByText('Nothing is connected yet').waitFor();
  await page.context().close();
  await shop.stop();
});

test('what a shop platform sends already is left off and explained, and the owner may switch it on', async () => {
  const shop = await startDashboard({ environment: { SITE_KEY: 'pk_shop' } });
  shop.sandbox.addMetric('Placed Order', 'Shopify');
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/rules');
  await page.getByRole('link', { name: 'Connect Klaviyo' }).click();
  await page.getByLabel('Private key').fill('pk_sandbox');
  await page.getByRole('button', { name: 'Check and connect' }).click();
  await page.getByText('Nothing is counted twice.').waitFor();
  await page.getByRole('link', { name: 'See the rules' }).click();
  await page.getByText('Shopify already sends "Placed Order" to this account.').waitFor();
  const toggle = page.getByRole('switch', { name: 'Purchase to Placed Order' });
  expect(await toggle.getAttribute('aria-checked')).toBe('false');
  await toggle.click();
  await expect
    .poll(
      async () =>
        (await shop.api<{ event: string; enabled: boolean }[]>('GET', '/rules')).find(
          ({ event }) => event === 'Purchase',
        )?.enabled,
      PATIENT,
    )
    .toBe(true);
  await page.getByText('Guard against counting twice.').waitFor({ state: 'detached' });
  await page.context().close();
  await shop.stop();
});
