import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { connectShop, view, visitor } from './testing/connected-shop.ts';
import { every, ORIGIN, SITE_KEY, type TestCollector } from './testing/test-collector.ts';

/** What a backup tool or somebody's sqlite3 does to the collector's file. */
function lockFileOf({ dataDir }: TestCollector): { release: () => void } {
  const other = new DatabaseSync(join(dataDir, 'scout.db'), { timeout: 5_000 });
  onTestFinished(() => {
    if (other.isOpen) other.close();
  });
  other.exec('BEGIN IMMEDIATE');
  return { release: () => other.close() };
}

/** Posts one page view; resolves to the answer's status and Retry-After. */
async function sendView({ url }: TestCollector, id: string): Promise<[status: number, retryAfter: string | null]> {
  const response = await fetch(`${url}/v1/e`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'text/plain' },
    body: JSON.stringify({
      key: SITE_KEY,
      identity: { email: 'jo@example.com' },
      context: visitor('jo'),
      events: [view(id)],
    }),
  });
  return [response.status, response.headers.get('retry-after')];
}

test('while another program locks the file all else answers, and what waited is stored and delivered when the lock goes', async () => {
  const { collector } = await connectShop();
  const lock = lockFileOf(collector);
  let answered = 0;
  const sending = ['one', 'two', 'three'].map((id) =>
    sendView(collector, id).finally(() => {
      answered++;
    }),
  );
  for (const path of ['/healthz', '/metrics', '/api/login', '/api/stats']) {
    const response = await fetch(`${collector.url}${path}`, {
      ...(path === '/api/login' ? { method: 'POST', body: JSON.stringify({ password: 'wrong' }) } : {}),
      headers: { authorization: 'Bearer a-token-for-tests', 'content-type': 'application/json' },
    });
    expect([path, response.status]).toEqual([path, path === '/api/login' ? 401 : 200]);
  }
  expect(answered).toBe(0);
  lock.release();
  expect(await Promise.all(sending)).toEqual(Array.from({ length: 3 }, () => [202, null]));
  for (const id of ['one', 'two', 'three']) await collector.eventWhen(id, every('delivered'));
});
