import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../start-sandbox.ts';
import type { Sandbox } from '../start-sandbox.ts';
import { createClient } from '../testing/api-client.ts';
import { eventBody, named } from '../testing/bodies.ts';

const PATIENCE = { timeout: 10_000 };
const DEBIAN_CHROMIUM = '/usr/bin/chromium';
let browser: Awaited<ReturnType<typeof chromium.launch>>;

beforeAll(async () => {
  browser = await chromium.launch({
    ...(existsSync(DEBIAN_CHROMIUM) && { executablePath: DEBIAN_CHROMIUM }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});

afterAll(() => browser.close());

async function setUp(width = 1280) {
  const sandbox = await startSandbox({ limits: false });
  onTestFinished(() => sandbox.close());
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale: 'en-US' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(sandbox.url);
  return { sandbox, page, errors, client: createClient(sandbox) };
}

async function purchase(sandbox: Sandbox) {
  const client = createClient(sandbox);
  const profile = {
    data: {
      type: 'profile',
      attributes: { email: 'ada@example.com', first_name: 'Ada', properties: { utm_source: 'newsletter' } },
    },
  };
  await client.post('/api/events', eventBody({ ...named('Viewed Product'), profile, unique_id: '1' }));
  await client.post(
    '/api/events',
    eventBody({
      ...named('Placed Order'),
      profile,
      unique_id: 'order-7',
      value: 42.5,
      value_currency: 'EUR',
      properties: { OrderId: '7', Items: [{ SKU: 'TS-1', Quantity: 2 }] },
    }),
  );
}

const rows = (page: Page) => page.locator('#list .row');

/** Opens the first row that has the text, and waits until it is the one shown. */
async function open(page: Page, text: string) {
  await rows(page).filter({ hasText: text }).first().click();
  await page.locator('#list .row[aria-current=true]', { hasText: text }).waitFor({ state: 'attached' });
}

test('an empty sandbox says what to do, and what arrives appears by itself', async () => {
  const { sandbox, page, errors } = await setUp();
  await page.getByText('No events yet.').waitFor();
  await page.getByRole('link', { name: 'example store' }).waitFor();
  await purchase(sandbox);
  await rows(page).nth(1).waitFor();
  expect(await rows(page).first().innerText()).toContain('€42.50');
  expect(await page.getByRole('button', { name: '1 Placed Order' }).count()).toBe(1);
  expect(await page.locator('#detail').innerText()).toContain('order-7');
  expect(errors).toEqual([]);
});

test('an event leads to its properties, to its profile with a timeline, and to its request', async () => {
  const { sandbox, page } = await setUp();
  await purchase(sandbox);
  await open(page, 'Placed Order');
  const detail = page.locator('#detail');
  expect(await detail.getByRole('columnheader').allInnerTexts()).toEqual(['SKU', 'Quantity']);
  await detail.getByRole('link', { name: 'ada@example.com' }).click();
  await detail.getByRole('heading', { name: 'Timeline' }).waitFor();
  expect(await detail.locator('.timeline a').allInnerTexts()).toEqual(['Placed Order', 'Viewed Product']);
  expect(await detail.innerText()).toContain('newsletter');
  await detail.getByRole('link', { name: 'Placed Order' }).click();
  await detail.getByRole('link', { name: 'single request' }).click();
  await detail.getByRole('heading', { name: 'POST /api/events' }).waitFor();
});

test('a refused request shows every reason with its pointer', async () => {
  const { page, client } = await setUp();
  await client.post('/api/events', eventBody({ value: '29.98', colour: 'red' }));
  await page.getByRole('link', { name: /^Requests/ }).click();
  await open(page, '/api/events');
  expect(await page.locator('.reasons li').allInnerTexts()).toEqual([
    "'colour' is not a valid field for the resource 'event'.\n/data/attributes/colour",
    "Expected a number for 'value', got a string.\n/data/attributes/value",
  ]);
});

test('what was sent is shown as text and never runs', async () => {
  const { page, client, errors } = await setUp();
  const evil = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
  await client.post('/api/events', eventBody({ ...named(evil), properties: { [evil]: evil } }));
  await open(page, 'onerror');
  expect(await page.locator('#detail h2').innerText()).toBe(evil);
  expect(await page.locator('#detail img, #detail script').count()).toBe(0);
  expect(await page.title()).toBe('(1) Klaviyo sandbox');
  expect(errors).toEqual([]);
});

test('the list can be filtered by text and by metric', async () => {
  const { sandbox, page, client } = await setUp();
  await purchase(sandbox);
  await client.post('/api/events', eventBody({ email: 'grace@example.com' }));
  await rows(page).nth(2).waitFor();
  await page.getByRole('button', { name: '2 Viewed Product' }).click();
  await expect.poll(() => rows(page).count(), PATIENCE).toBe(2);
  await page.getByLabel('Filter').fill('grace');
  await expect.poll(() => rows(page).count(), PATIENCE).toBe(1);
  await page.getByLabel('Filter').fill('nobody');
  await page.getByText('Nothing fits this filter.').waitFor();
});

test('a fault is added and cleared, and Empty forgets everything once it is confirmed', async () => {
  const { sandbox, page, client } = await setUp();
  await purchase(sandbox);
  await page.getByRole('link', { name: /^Faults/ }).click();
  await page.getByLabel('What').selectOption('Unavailable: 503');
  await page.getByLabel('Where').selectOption('events');
  await page.getByLabel('How many times').fill('1');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('applied 0 of 1 time').waitFor();
  expect((await client.post('/api/events', eventBody())).status).toBe(503);
  await page.getByText('used up after 1 time').waitFor();
  await page.getByRole('button', { name: 'Clear all faults' }).click();
  await page.getByText('No faults').waitFor();
  await page.getByRole('button', { name: 'Empty' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(sandbox.events()).toHaveLength(2);
  await page.getByRole('button', { name: 'Empty' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Empty' }).click();
  await page.getByText('No events yet.').waitFor();
  expect(sandbox.events()).toEqual([]);
});

test('on a phone an event opens in place of the list and leads back, without a sideways scroll', async () => {
  const { sandbox, page } = await setUp(360);
  await purchase(sandbox);
  await open(page, 'Placed Order');
  await page.getByRole('link', { name: 'Back to the list' }).waitFor();
  expect(await page.locator('#list').isVisible()).toBe(false);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await rows(page).first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test('the keyboard reaches an event and opens it', async () => {
  const { sandbox, page } = await setUp();
  await purchase(sandbox);
  await rows(page).nth(1).waitFor();
  await page.getByRole('button', { name: '1 Placed Order' }).focus();
  for (let step = 0; step < 20; step += 1) {
    await page.keyboard.press('Tab');
    if (
      await rows(page)
        .first()
        .evaluate((node) => node === document.activeElement)
    )
      break;
  }
  await page.keyboard.press('Enter');
  await page.locator('#list .row[aria-current=true]').waitFor();
  expect(new URL(page.url()).hash).toBe(`#/events/${sandbox.events()[1]?.id}`);
});

test('the page says when the sandbox has gone', async () => {
  const { sandbox, page } = await setUp();
  await page.getByText('Live', { exact: true }).waitFor();
  await sandbox.close();
  await expect.poll(() => page.locator('#live').innerText(), PATIENCE).toBe('The sandbox does not answer');
});
