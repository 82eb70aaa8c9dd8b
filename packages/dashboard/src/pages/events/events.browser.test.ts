import { readFile } from 'node:fs/promises';
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

const order = (id: string, email: string) => ({
  key: 'pk_shop',
  identity: { email },
  events: [
    {
      id,
      name: 'Purchase',
      properties: {
        order_id: `o-${id}`,
        value: 24,
        currency: 'EUR',
        items: [{ product_id: 'mug', name: 'Mug', price: 24 }],
      },
    },
  ],
});

test('a failed event tells its story, is retried from there and then delivered', async () => {
  shop.sandbox.setFaults([{ status: 400, email: 'unlucky@example.com' }]);
  await shop.send(order('unlucky', 'unlucky@example.com'));
  const { page, complaints } = await visit(browser, {
    url: shop.url,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.goto('/events?status=failed');
  await page.getByRole('link', { name: 'Purchase' }).click();
  await page.getByText('Klaviyo did not accept the content of this event.').first().waitFor();
  await page.getByText('400', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Copy as cURL' }).last().click();
  const curl = await page.evaluate(() => navigator.clipboard.readText());
  expect(curl).toContain("curl -X POST 'https://a.klaviyo.com/api/");
  expect(curl).not.toContain('pk_sandbox');

  shop.sandbox.setFaults([]);
  await page.getByRole('button', { name: 'Retry' }).first().click();
  await page.getByText('Delivered', { exact: true }).first().waitFor();
  await expect
    .poll(() => shop.sandbox.events().some((event) => event.email === 'unlucky@example.com'), PATIENT)
    .toBe(true);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('events appear live, addresses are masked until asked for, and filters narrow by order id and status', async () => {
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/events');
  await page.getByText('Live', { exact: true }).waitFor();
  await shop.send(order('live-1', 'vera@example.com'));
  await page.getByText('v•••@example.com').waitFor();
  expect(await page.getByText('vera@example.com').count()).toBe(0);
  await page.getByRole('button', { name: 'Show addresses' }).click();
  await page.getByText('vera@example.com').waitFor();

  await shop.send({ key: 'pk_shop', events: [{ id: 'anonymous', name: 'Search' }] });
  await page.getByRole('link', { name: 'Search' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('o-live-1');
  await page.getByRole('link', { name: 'Search' }).waitFor({ state: 'detached' });
  expect(await page.getByRole('link', { name: 'Purchase' }).count()).toBe(1);
  expect(new URL(page.url()).search).toBe('?q=o-live-1');
  await page.getByRole('combobox', { name: 'Status' }).selectOption('skipped');
  await page.getByText('No event fits').waitFor();
  await page.getByRole('link', { name: 'Show all events' }).click();
  await page.getByRole('link', { name: 'Search' }).waitFor();

  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByText('What came in').waitFor();
  await page.context().close();
});

test('the log is exported as CSV and as NDJSON, narrowed like the list', async () => {
  await shop.send(order('export-1', '=cmd@example.com'));
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/events?q=o-export-1');
  await page.getByText('Export', { exact: true }).click();
  const csv = await download(() => page.getByRole('link', { name: 'CSV' }).click());
  const [header, ...lines] = csv.trim().split('\r\n');
  expect(header).toMatch(/^id,name,time,received_at,email/);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(",'=cmd@example.com,");
  const ndjson = await download(() => page.getByRole('link', { name: 'NDJSON' }).click());
  expect(JSON.parse(ndjson)).toMatchObject({ id: 'export-1', event: { order_id: 'o-export-1' } });
  await page.context().close();

  async function download(click: () => Promise<void>): Promise<string> {
    const [file] = await Promise.all([page.waitForEvent('download'), click()]);
    return readFile(await file.path(), 'utf8');
  }
});

test('the live list says when the connection is lost and follows again by itself', async () => {
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/events');
  await page.getByText('Live', { exact: true }).waitFor();
  await shop.collector.stop();
  await page.getByText('Connection lost, trying again').waitFor();
  await shop.collector.start();
  await shop.send(order('after-outage', 'olga@example.com'));
  await expect.poll(() => page.getByText('o•••@example.com').count(), PATIENT).toBe(1);
  await page.context().close();
});
