import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, visit } from '../../../testing/open-browser.ts';
import { startDashboard, type Running } from '../../../testing/start-dashboard.ts';

let browser: Browser;
let shop: Running;
beforeAll(async () => {
  browser = await openBrowser();
  shop = await startDashboard({ environment: { SITE_KEY: 'pk_shop', SITE_ORIGINS: 'https://shop.example' } });
});
afterAll(async () => {
  await browser.close();
  await shop.stop();
});

test.each([
  ['Tag Manager', 'scout.tpl', 'google-tag-manager/scout.tpl'],
  ['WooCommerce', 'scout-for-woocommerce.php', 'woocommerce/scout-for-woocommerce.php'],
])('what %s needs comes from the page itself, with the two values to fill in', async (tab, name, example) => {
  const { page, complaints } = await visit(browser, { url: shop.url });
  await page.goto('/install');
  await page.getByRole('tab', { name: tab }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `Download ${name}` }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(name);
  const source = new URL(`../../../../../examples/${example}`, import.meta.url);
  expect(readFileSync(await file.path(), 'utf8')).toBe(readFileSync(source, 'utf8'));
  const values = await page.getByRole('region', { name: `Snippet for ${tab}` }).textContent();
  expect(values).toContain('pk_shop');
  expect(values).toContain(shop.url);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('a tag that was refused for its origin is named, until that origin is allowed', async () => {
  const batch = { key: 'pk_shop', events: [{ id: 'from-elsewhere', name: 'PageView' }] };
  expect((await shop.send(batch, 'https://www.shop.example')).status).toBe(403);
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/install');
  await page.getByText('https://www.shop.example').waitFor();
  const [site] = await shop.api<{ id: string }[]>('GET', '/sites');
  await shop.api('PATCH', `/sites/${site?.id}`, { origins: ['https://shop.example', 'https://www.shop.example'] });
  await page.getByText('Refused:').waitFor({ state: 'detached' });
  await page.context().close();
});
