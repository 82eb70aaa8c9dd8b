import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, visit } from '../../testing/open-browser.ts';
import { startDashboard, type Running } from '../../testing/start-dashboard.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

const PAGES = [
  ['/', 'Overview'],
  ['/events', 'Events'],
  ['/destinations', 'Destinations'],
  ['/rules', 'Rules'],
  ['/start', 'Get started'],
  ['/install', 'Install'],
  ['/settings', 'Settings'],
] as const;

const SCREENS = [
  { colorScheme: 'light', width: 1280, height: 860 },
  { colorScheme: 'dark', width: 1000, height: 760 },
  { colorScheme: 'light', width: 390, height: 844 },
] as const;

let browser: Browser;
let shop: Running;
let empty: Running;
beforeAll(async () => {
  [browser, shop, empty] = await Promise.all([
    openBrowser(),
    startDashboard({ history: { hours: 30, events: 400 } }),
    startDashboard(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([shop.stop(), empty.stop()]);
});

/** Rules that axe finds broken, with where; axe is evaluated by the test, outside the page's own policy. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

async function settled(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

/** What is wrong on each page, by address and screen; pages where all is well are absent. */
async function lookAtAll(running: Running, screens: readonly (typeof SCREENS)[number][]) {
  const { page, complaints } = await visit(browser, { url: running.url });
  const wrong: Record<string, string[]> = {};
  for (const [path, title] of PAGES) {
    await page.goto(path);
    await settled(page, title);
    for (const { colorScheme, width, height } of screens) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      const found = await findings(page);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (excess > 0) found.push(`${excess} px wider than the screen`);
      if (found.length > 0) wrong[`${path} ${colorScheme} ${width}`] = found;
    }
  }
  await page.context().close();
  return { wrong, complaints };
}

const WELL = { wrong: {}, complaints: [] };

test('axe finds nothing wrong on any page in light, in dark and on a phone, and no page is wider than its screen', async () => {
  expect(await lookAtAll(shop, SCREENS)).toEqual(WELL);
});

test('axe finds nothing wrong on pages that have nothing to show yet', async () => {
  expect(await lookAtAll(empty, SCREENS.slice(2))).toEqual(WELL);
});

test('axe finds nothing wrong in the login, in dialogs and in the story of an event', async () => {
  const out = await visit(browser, { url: shop.url, isLoggedIn: false });
  await out.page.goto('/');
  await out.page.getByRole('heading', { name: 'Log in to Scout' }).waitFor();
  expect(await findings(out.page)).toEqual([]);
  await out.page.context().close();

  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/destinations');
  await page.getByRole('button', { name: 'New destination' }).click();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.goto('/rules');
  await page.getByRole('button', { name: 'Edit Purchase to Placed Order' }).click();
  expect(await findings(page)).toEqual([]);
  const { id } = await shop.api<{ id: string }>('POST', '/test-event', { name: 'Purchase', email: 'jo@example.com' });
  await page.goto(`/events/${id}`);
  await page.getByText('Delivered', { exact: true }).first().waitFor();
  expect(await findings(page)).toEqual([]);
  await page.context().close();
});

test('the keyboard alone goes everywhere: skip link, shortcuts, dialogs that give the focus back', async () => {
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/');
  await settled(page, 'Overview');
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await settled(page, 'Destinations');
  const button = page.getByRole('button', { name: 'New destination' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Connect Klaviyo' }).waitFor();
  expect(await page.getByLabel('Private key').evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);

  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Destinations' }).waitFor();
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await skip.focus();
  expect(await skip.isVisible()).toBe(true);
  await page.context().close();
});
