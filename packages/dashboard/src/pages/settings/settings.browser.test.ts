import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

test('a rule with a condition is tried on what came in, added, and decides from then on', async () => {
  const lead = (id: string, value: number) => ({
    key: 'pk_shop',
    identity: { email: 'jo@example.com' },
    events: [{ id, name: 'Lead', properties: { value, currency: 'EUR' } }],
  });
  await shop.send(lead('small', 5));
  await shop.send(lead('large', 500));
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/rules');
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByLabel('Event', { exact: true }).fill('Lead');
  await page.getByLabel('Klaviyo metric').fill('Big Lead');
  await page.getByLabel('Value at least').fill('100');
  await page.getByRole('button', { name: 'Try on the last 100 events' }).click();
  await page.getByText('1 of 2').waitFor();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('value at least 100').waitFor();

  await shop.send(lead('small-2', 5));
  await shop.send(lead('large-2', 500));
  await expect.poll(() => shop.sandbox.events().filter((event) => event.metric === 'Big Lead').length, PATIENT).toBe(1);
  await page.getByRole('button', { name: 'Edit Lead to Big Lead' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Really remove?' }).click();
  await page.getByText('value at least 100').waitFor({ state: 'detached' });
  await page.context().close();
});

test('a person is exported and forgotten by their address', async () => {
  await shop.send({
    key: 'pk_shop',
    identity: { email: 'gone@example.com' },
    events: [{ id: 'gone-1', name: 'Search' }],
  });
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/settings');
  await page.getByLabel('Email address of the person').fill('Gone@example.com');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as JSON' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('scout-Gone@example.com.json');
  await page.getByText('1 event in the file').waitFor();
  await page.getByRole('button', { name: 'Forget this person' }).click();
  await page.getByRole('button', { name: 'Erase it all' }).click();
  await page.getByText('1 event erased').waitFor();
  expect(await shop.api('GET', '/log?email=gone@example.com')).toEqual({ events: [], next_cursor: null });
  await page.context().close();
});

test('an alert address is kept without being shown again, and a test alert reaches it', async () => {
  const received: unknown[] = [];
  const receiver = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      received.push(JSON.parse(text));
      response.end();
    });
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
  const { port } = receiver.address() as AddressInfo;
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/settings');
  await page.getByLabel('Webhook address').fill(`http://127.0.0.1:${port}/hooks/secret-part-of-it`);
  await page.getByLabel('No event for (hours)').fill('');
  await page.locator('section[aria-label="Alerts"]').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Send a test alert' }).click();
  await page.getByText('The test alert arrived').waitFor();
  expect(received).toEqual([{ text: 'Scout: This is a test. Alerts reach you here.', alarm: 'test' }]);
  expect(await shop.api('GET', '/alerts')).toEqual({
    url_hint: `127.0.0.1:${port}/…f-it`,
    key_refused: true,
    silence_hours: null,
    failure_share: 0.1,
    queue_minutes: 30,
  });
  await page.context().close();
  await new Promise((resolve) => {
    receiver.close(resolve);
    receiver.closeAllConnections();
  });
});

test('a site gets its defaults and a server key that is shown once, and the retention is changed', async () => {
  const { page } = await visit(browser, { url: shop.url });
  await page.goto('/settings');
  await page.getByRole('button', { name: 'New site' }).click();
  await page.getByLabel('Name').fill('Second shop');
  await page.getByLabel('Origins that may send').fill('second.example');
  await page.getByRole('button', { name: 'Make the site' }).click();
  await page.getByText('expected an origin such as https://shop.example.com').waitFor();
  await page.getByLabel('Origins that may send').fill('https://second.example');
  await page.getByRole('button', { name: 'Make the site' }).click();
  const serverKey = await page.getByRole('region', { name: 'Server key' }).textContent();
  expect(serverKey).toMatch(/^sk_/);
  await page.keyboard.press('Escape');
  const answer = await fetch(`${shop.url}/v1/e`, {
    method: 'POST',
    headers: { authorization: `Bearer ${serverKey}` },
    body: JSON.stringify({ events: [{ id: 'from-server', name: 'Search' }] }),
  });
  expect(answer.status).toBe(202);

  await page.getByLabel('Days that events are kept').fill('12');
  await page.locator('section[aria-label="Retention"]').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').waitFor();
  expect(await shop.api('GET', '/settings')).toMatchObject({ retention_days: 12, default_retention_days: 30 });
  await page.context().close();
});

test('a password that was set by the link is changed, which ends the other sessions', async () => {
  const own = await startDashboard({ environment: { ADMIN_PASSWORD: '' } });
  const token = new URL(own.setupUrl ?? '').searchParams.get('token');
  const setup = await fetch(`${own.url}/api/setup`, {
    method: 'POST',
    body: JSON.stringify({ token, password: 'correct horse battery' }),
  });
  const elsewhere = setup.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { page } = await visit(browser, { url: own.url });
  await page.goto('/settings');
  await page.getByLabel('Present password').fill('not this one');
  await page.getByLabel('New password').fill('another long password');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('The present password is not right').waitFor();
  await page.getByLabel('Present password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('The password is changed.').waitFor();
  expect((await fetch(`${own.url}/api/me`, { headers: { cookie: elsewhere } })).status).toBe(401);
  await page.context().close();
  await own.stop();
});
