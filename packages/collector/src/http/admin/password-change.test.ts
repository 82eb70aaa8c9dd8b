import { expect, onTestFinished, test } from 'vitest';
import { createBrowserSession } from '../../testing/browser-session.ts';
import { startTestCollector } from '../../testing/test-collector.ts';

const FIRST = 'the first long password';
const SECOND = 'the second long password';

async function setUp() {
  const collector = await startTestCollector({ environment: { ADMIN_PASSWORD: '' } });
  onTestFinished(() => collector.remove());
  const token = new URL(collector.setupUrl ?? '').searchParams.get('token');
  const own = createBrowserSession(collector.url);
  await own.request('POST', '/setup', { body: { token, password: FIRST } });
  const other = createBrowserSession(collector.url);
  await other.request('POST', '/login', { body: { password: FIRST } });
  return { own, other };
}

const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status;

test('a new password ends every session but the one that set it, and the old password opens nothing', async () => {
  const { own, other } = await setUp();
  expect(await statusOf(other.request('GET', '/me'))).toBe(200);
  expect(await statusOf(own.request('POST', '/settings/password', { body: { current: FIRST, next: SECOND } }))).toBe(
    200,
  );
  expect(await statusOf(own.request('GET', '/me'))).toBe(200);
  expect(await statusOf(other.request('GET', '/me'))).toBe(401);
  expect(await statusOf(other.request('POST', '/login', { body: { password: FIRST } }))).toBe(401);
  expect(await statusOf(other.request('POST', '/login', { body: { password: SECOND } }))).toBe(200);
});

test('a session alone, without the present password, changes no password', async () => {
  const { own, other } = await setUp();
  expect(
    await statusOf(own.request('POST', '/settings/password', { body: { current: 'a guess', next: SECOND } })),
  ).toBe(403);
  expect(await statusOf(other.request('GET', '/me'))).toBe(200);
});
