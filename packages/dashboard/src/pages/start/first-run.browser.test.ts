import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, PATIENT, visit } from '../../../testing/open-browser.ts';
import { startDashboard } from '../../../testing/start-dashboard.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

test('an owner comes by the one-time link, connects Klaviyo and sees all six steps tick', async () => {
  const shop = await startDashboard({ environment: { ADMIN_PASSWORD: '' } });
  const { page, complaints } = await visit(browser, { url: shop.url, isLoggedIn: false });
  const link = new URL(shop.setupUrl ?? '');
  await page.goto(link.pathname + link.search);
  await page.getByLabel('New password').fill('a password of words');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent(), PATIENT).toBe('Get started');

  await page.getByLabel('Name').fill('My store');
  await page.getByLabel('Origins that may send').fill('https://fieldandhearth.example');
  await page.getByLabel('Currency').fill('eur');
  await page.getByRole('button', { name: 'Make the site' }).click();
  const snippet = await page.getByRole('region', { name: 'Snippet' }).textContent();
  const key = /data-key="(pk_[^"]+)"/.exec(snippet ?? '')?.[1];
  expect(snippet).toContain(`<script async src="${shop.url}/s.js"`);
  await shop.send({
    key,
    identity: { email: 'jo@example.com' },
    context: { visitor_id: 'v-1', page_url: 'https://fieldandhearth.example/mug' },
    events: [{ id: 'first', name: 'ViewContent', properties: { product_id: 'mug', name: 'Mug', price: 12 } }],
  });
  await page.getByText('Heard from https://fieldandhearth.example.').waitFor();

  await page.getByRole('button', { name: 'Connect Klaviyo' }).click();
  const dialog = page.getByRole('dialog', { name: 'Connect Klaviyo' });
  await dialog.getByLabel('Private key').fill('pk_not_a_key_of_anyone');
  await dialog.getByRole('button', { name: 'Check and connect' }).click();
  await dialog.getByText('Klaviyo refuses this key').waitFor();
  await dialog.getByLabel('Private key').fill('pk_sandbox_no_accounts');
  await dialog.getByRole('button', { name: 'Check and connect' }).click();
  const connected = page.getByRole('dialog', { name: 'Klaviyo is connected' });
  await connected.getByText('Accounts: read').waitFor();
  await connected.getByText('Metrics: read').waitFor();
  await connected.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: 'Send a test event' }).click();
  await page.getByLabel('Email address').fill('owner@example.com');
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.getByText('Accepted by Klaviyo: done').waitFor();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByText('All set.').waitFor();

  expect(await page.getByText('Done: ', { exact: true }).count()).toBe(6);
  expect(shop.sandbox.events().map((event) => event.email)).toContain('owner@example.com');
  expect(complaints).toEqual([]);
  await page.context().close();
  await shop.stop();
});

test('a wrong password is refused in words, the right one opens the page that was asked for', async () => {
  const shop = await startDashboard();
  const { page } = await visit(browser, { url: shop.url, isLoggedIn: false });
  await page.goto('/rules');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Wrong password').waitFor();
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Rules', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/rules');
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in to Scout' }).waitFor();
  await page.context().close();
  await shop.stop();
});
