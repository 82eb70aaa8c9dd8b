import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@scout/klaviyo-sandbox';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startCollectorProcess } from './testing/collector-process.ts';
import { ADMIN_TOKEN } from './testing/test-collector.ts';

async function setUp(environment: Record<string, string> = {}) {
  const sandbox = await startSandbox({ port: 0 });
  onTestFinished(() => sandbox.close());
  const parent = mkdtempSync(join(tmpdir(), 'scout-process-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const dataDir = join(parent, 'data');
  const start = async () => {
    const collector = await startCollectorProcess({ klaviyoApiUrl: sandbox.url, dataDir, environment });
    onTestFinished(() => collector.kill());
    return collector;
  };
  return { sandbox, dataDir, start };
}

const view = (id: string) => ({ id, name: 'ViewContent', properties: { product_id: 'mug' } });

test('nobody but its own user can read what the collector keeps', async () => {
  const { dataDir, start } = await setUp();
  const collector = await start();
  expect(await collector.send({ identity: { email: 'jo@example.com' }, events: [view('v1')] })).toBe(202);
  expect((statSync(dataDir).mode & 0o777).toString(8)).toBe('700');
  const names = readdirSync(dataDir);
  expect(names).toEqual(expect.arrayContaining(['app-secret', 'scout.db', 'scout.db-wal']));
  for (const name of names) expect(`${name} ${statSync(join(dataDir, name)).mode & 0o077}`).toBe(`${name} 0`);
});

test('the log at its most talkative is JSON with request ids, and holds no address, no name and no key', async () => {
  const { sandbox, start } = await setUp({ LOG_LEVEL: 'debug', KLAVIYO_TIMEOUT_MS: '300' });
  const collector = await start();
  const api = (path: string, init: RequestInit = {}) =>
    fetch(`${collector.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'x-request-id': 'asked-by-us' },
    }).then((response) => response.text().then(() => response));
  const identity = { email: 'jo.secret@example.com', first_name: 'Josephine', phone: '+491701234567' };
  // Every way a delivery can stumble, and every kind of request that names a person.
  sandbox.setFaults([
    { action: 'reset-before', times: 1 },
    { action: 'hang-after', times: 1 },
    { status: 500, times: 1 },
    { status: 400, times: 1 },
  ]);
  for (let index = 0; index < 5; index++) {
    expect(await collector.send({ identity, events: [view(`v-${identity.email}-${index}`)] })).toBe(202);
  }
  await vi.waitFor(() => expect(sandbox.events()).toHaveLength(5), { timeout: 20_000 });
  await api('/api/log?email=jo.secret@example.com');
  await api('/api/log/v-jo.secret@example.com-0');
  await api('/nothing/jo.secret@example.com');
  await api('/v1/e', { method: 'POST', body: '{"key":"pk_test","identity":{"email":"jo.secret@example.com"' });
  const answer = await api('/api/data-requests/forget', { method: 'POST', body: '{"email":"jo.secret@example.com"}' });
  expect(answer.headers.get('x-request-id')).toBe('asked-by-us');
  expect(await collector.stop()).toBe(0);

  const written = collector.lines.join('\n');
  expect(collector.lines.length).toBeGreaterThan(10);
  for (const line of collector.lines) expect(JSON.parse(line)).toHaveProperty('message');
  expect(written).not.toMatch(/jo\.secret|example\.com|josephine|4917/i);
  expect(written).not.toMatch(/pk_test|pk_sandbox/);
  expect(written).not.toContain(ADMIN_TOKEN);
  const requests = collector.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(requests).toContainEqual(
    expect.objectContaining({ message: 'request', request_id: 'asked-by-us', route: '/api/log/:id', status: 200 }),
  );
});

test('a request id that could write its own lines is replaced', async () => {
  const { start } = await setUp();
  const collector = await start();
  const response = await fetch(`${collector.url}/healthz`, { headers: { 'x-request-id': 'a b"c' } });
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('a collector that drains says so to the proxy, and goes on taking batches until it ends', async () => {
  const { start } = await setUp({ DRAIN_SECONDS: '3' });
  const collector = await start();
  const stopped = collector.stop();
  await vi.waitFor(async () => expect((await fetch(`${collector.url}/readyz`)).status).toBe(503), { timeout: 2_500 });
  expect((await fetch(`${collector.url}/healthz`)).status).toBe(200);
  expect(await collector.send({ events: [view('v1')] })).toBe(202);
  expect(await stopped).toBe(0);
});

test('a restart while batches arrive loses none that was acknowledged', async () => {
  const { sandbox, start } = await setUp({ KLAVIYO_REQUESTS_PER_SECOND: '50' });
  const acknowledged = new Set<string>();
  const first = await start();
  const shoppers = Array.from({ length: 8 }, async (_, shopper) => {
    for (let count = 0; ; count++) {
      const id = `load-${shopper}-${count}`;
      const status = await first.send({ identity: { email: `s${shopper}@example.com` }, events: [view(id)] });
      if (status === 202) acknowledged.add(id);
      else return status;
    }
  });
  await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(200), { timeout: 10_000, interval: 5 });
  expect(await first.stop()).toBe(0);
  // None is turned away: the last answers are 202s, and after them nobody answers at all.
  expect(await Promise.all(shoppers)).toEqual(shoppers.map(() => null));

  const second = await start();
  const exported = await fetch(`${second.url}/api/log-export`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  const kept = new Set(
    (await exported.text())
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id),
  );
  expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
  await vi.waitFor(() => expect(sandbox.events().length).toBeGreaterThanOrEqual(acknowledged.size), {
    timeout: 20_000,
  });
});
