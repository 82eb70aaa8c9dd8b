import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../clock.ts';
import { createBrowserSession } from '../../testing/browser-session.ts';
import { ADMIN_TOKEN, startTestCollector } from '../../testing/test-collector.ts';

const PASSWORD = 'a password for tests';

async function setUp(options: Parameters<typeof startTestCollector>[0] = {}) {
  const collector = await startTestCollector(options);
  onTestFinished(() => collector.remove());
  return { collector, browser: createBrowserSession(collector.url) };
}

const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status;

test('nothing that the API describes answers without a login but the login and the first set-up', async () => {
  const { collector, browser } = await setUp();
  const { paths } = await collector.api<{ paths: Record<string, Record<string, unknown>> }>('GET', '/openapi.json');
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replace('/api', '') })),
  );
  expect(operations.length).toBeGreaterThan(20);
  const open = [];
  for (const { method, path } of [
    ...operations,
    { method: 'GET', path: '/no-such-thing' },
    { method: 'GET', path: '/login' },
  ]) {
    const response = await browser.request(method, path.replace('{id}', '1'), method === 'GET' ? {} : { body: {} });
    if (response.status !== 401) open.push(`${method} ${path}`);
  }
  expect(open).toEqual(['POST /login', 'POST /setup']);
});

test('the right password opens a session whose cookie no script and no foreign page can use', async () => {
  const { browser } = await setUp();
  const response = await browser.request('POST', '/login', { body: { password: PASSWORD } });
  expect(response.status).toBe(200);
  expect(response.headers.getSetCookie()[0]).toMatch(
    /^scout_session=[\w-]{24}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await statusOf(browser.request('GET', '/me'))).toBe(200);
});

test('the cookie is only sent by HTTPS where the collector is reached by it', async () => {
  const { browser } = await setUp({ environment: { PUBLIC_URL: 'https://t.shop.test' } });
  const response = await browser.request('POST', '/login', { body: { password: PASSWORD } });
  expect(response.headers.getSetCookie()[0]).toContain('Secure');
});

test('a wrong password opens nothing', async () => {
  const { browser } = await setUp();
  expect(await statusOf(browser.request('POST', '/login', { body: { password: 'a guess' } }))).toBe(401);
  expect(browser.cookie()).toBeUndefined();
  expect(await statusOf(browser.request('GET', '/me', { headers: { cookie: 'scout_session=guess' } }))).toBe(401);
});

test('after ten wrong passwords from an address every login from it waits, also one with the right password', async () => {
  let skippedMs = 0;
  const { browser } = await setUp({ clock: { ...systemClock, now: () => Date.now() + skippedMs } });
  const login = (password: string) => browser.request('POST', '/login', { body: { password } });
  for (let guess = 0; guess < 10; guess++) expect(await statusOf(login('a guess'))).toBe(401);
  const throttled = await login(PASSWORD);
  expect(throttled.status).toBe(429);
  const retryAfterS = Number(throttled.headers.get('retry-after'));
  expect(retryAfterS).toBeGreaterThan(0);
  expect(retryAfterS).toBeLessThanOrEqual(60);
  skippedMs = (retryAfterS + 1) * 1_000;
  expect(await statusOf(login(PASSWORD))).toBe(200);
});

/** A login behind a trusted proxy, from an address that the proxy names. */
const loginFrom = (browser: ReturnType<typeof createBrowserSession>, address: string, password: string) =>
  statusOf(browser.request('POST', '/login', { body: { password }, headers: { 'x-forwarded-for': address } }));

const BEHIND_PROXY = { environment: { TRUSTED_PROXIES: '127.0.0.0/8,::1' } };

test('who guesses passwords makes nobody else wait', async () => {
  const { browser } = await setUp(BEHIND_PROXY);
  for (let guess = 0; guess < 10; guess++) expect(await loginFrom(browser, '203.0.113.9', 'a guess')).toBe(401);
  expect(await loginFrom(browser, '203.0.113.9', PASSWORD)).toBe(429);
  // Another address of the guesser's own network.
  for (let guess = 0; guess < 10; guess++) expect(await loginFrom(browser, `2001:db8::${guess}`, 'a guess')).toBe(401);
  expect(await loginFrom(browser, '2001:db8::ffff', PASSWORD)).toBe(429);
  expect(await loginFrom(browser, '198.51.100.7', PASSWORD)).toBe(200);
});

test('a network of guessers is slowed down as a whole', async () => {
  const { browser } = await setUp(BEHIND_PROXY);
  for (let guess = 0; guess < 300; guess++) {
    expect(await loginFrom(browser, `203.0.${Math.floor(guess / 5)}.9`, 'a guess')).toBe(401);
  }
  expect(await loginFrom(browser, '198.51.100.7', 'a guess')).toBe(429);
});

test('a session ends with the logout, and after thirty days', async () => {
  let skippedMs = 0;
  const { browser, collector } = await setUp({ clock: { ...systemClock, now: () => Date.now() + skippedMs } });
  await browser.request('POST', '/login', { body: { password: PASSWORD } });
  const kept = createBrowserSession(collector.url);
  await kept.request('POST', '/login', { body: { password: PASSWORD } });
  const former = browser.cookie() ?? '';
  expect(await statusOf(browser.request('POST', '/logout'))).toBe(200);
  expect(await statusOf(browser.request('GET', '/me', { headers: { cookie: former } }))).toBe(401);
  expect(await statusOf(kept.request('GET', '/me'))).toBe(200);
  skippedMs = 31 * 24 * 3_600_000;
  expect(await statusOf(kept.request('GET', '/me'))).toBe(401);
});

test.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': '', origin: 'https://evil.test' },
  { 'sec-fetch-site': '', origin: 'null' },
])('a page elsewhere (%j) cannot change anything with the cookie, nor log in', async (headers) => {
  const { browser, collector } = await setUp();
  await browser.request('POST', '/login', { body: { password: PASSWORD } });
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  const foreign = createBrowserSession(collector.url);
  const send = (method: string, path: string, body: object) =>
    fetch(`${collector.url}/api${path}`, {
      method,
      headers: { 'content-type': 'text/plain', cookie: browser.cookie() ?? '', ...given },
      body: JSON.stringify(body),
    });
  expect(await statusOf(send('POST', '/sites', { name: 'Taken over' }))).toBe(403);
  expect(await statusOf(send('POST', '/login', { password: PASSWORD }))).toBe(403);
  expect(foreign.cookie()).toBeUndefined();
  expect(await collector.api('GET', '/sites')).toHaveLength(1);
});

test('the bearer token opens everything from anywhere, and a wrong one nothing', async () => {
  const { collector } = await setUp();
  const ask = (authorization: string) =>
    fetch(`${collector.url}/api/sites`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
      body: '{"name":"By token"}',
    });
  expect(await statusOf(ask(`Bearer ${ADMIN_TOKEN}`))).toBe(201);
  expect(await statusOf(ask(`Bearer ${ADMIN_TOKEN}x`))).toBe(401);
  expect(await statusOf(ask(`Basic ${ADMIN_TOKEN}`))).toBe(401);
});

test('without a token in the environment no bearer opens anything', async () => {
  const { collector } = await setUp({ environment: { ADMIN_TOKEN: '' } });
  for (const token of ['', 'undefined', ADMIN_TOKEN]) {
    const headers = { authorization: `Bearer ${token}` };
    expect(await statusOf(fetch(`${collector.url}/api/me`, { headers }))).toBe(401);
  }
});

test('the first password is set by the one-time link, once', async () => {
  const { collector, browser } = await setUp({ environment: { ADMIN_PASSWORD: '' } });
  const token = new URL(collector.setupUrl ?? '').searchParams.get('token');
  const setUpWith = (body: object) => browser.request('POST', '/setup', { body });
  expect(await statusOf(browser.request('POST', '/login', { body: { password: 'undefined' } }))).toBe(401);
  expect(await statusOf(setUpWith({ token: 'a guess', password: 'a long enough password' }))).toBe(403);
  expect(await statusOf(setUpWith({ token, password: 'short' }))).toBe(400);
  expect(await statusOf(setUpWith({ token, password: 'a long enough password' }))).toBe(200);
  expect(await statusOf(browser.request('GET', '/me'))).toBe(200);
  expect(await statusOf(setUpWith({ token, password: 'another long password' }))).toBe(403);
  const other = createBrowserSession(collector.url);
  expect(await statusOf(other.request('POST', '/login', { body: { password: 'another long password' } }))).toBe(401);
  expect(await statusOf(other.request('POST', '/login', { body: { password: 'a long enough password' } }))).toBe(200);
});

test('there is no link once there is a password', async () => {
  const { collector, browser } = await setUp();
  expect(collector.setupUrl).toBeUndefined();
  expect(
    await statusOf(browser.request('POST', '/setup', { body: { token: '', password: 'a long enough password' } })),
  ).toBe(403);
});
