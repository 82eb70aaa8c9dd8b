import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startSandbox } from '@scout/klaviyo-sandbox';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { startCollectorProcess } from './testing/collector-process.ts';
import { connectShop, view, visitor } from './testing/connected-shop.ts';
import { every, ORIGIN, SITE_KEY, startTestCollector } from './testing/test-collector.ts';

interface Rule {
  id: string;
  event: string;
  enabled: boolean;
  disabled_reason: string | null;
}

const jo = { identity: { email: 'jo@example.com' }, context: visitor('jo') };

test('a batch is on disk when its 202 is sent', async () => {
  const collector = await startTestCollector({});
  onTestFinished(() => collector.remove());
  await collector.send({ ...jo, events: [view('v1'), view('v2')] });
  const disk = new DatabaseSync(join(collector.dataDir, 'scout.db'), { readOnly: true });
  onTestFinished(() => disk.close());
  expect(
    disk
      .prepare("SELECT id FROM events WHERE name = 'ViewContent' ORDER BY seq")
      .all()
      .map((row) => row['id']),
  ).toEqual(['v1', 'v2']);
});

test('a batch that cannot be stored is a 503 that says when to come back, and nothing of it is kept', async () => {
  const collector = await startTestCollector({});
  onTestFinished(() => collector.remove());
  const other = new DatabaseSync(join(collector.dataDir, 'scout.db'));
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const response = await fetch(`${collector.url}/v1/e`, {
    method: 'POST',
    headers: { origin: ORIGIN },
    body: JSON.stringify({ key: SITE_KEY, events: [view('v1')] }),
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  other.exec('ROLLBACK');
  expect(await collector.api('GET', '/log')).toMatchObject({ events: [] });
  expect(await collector.send({ events: [view('v1')] })).toEqual({ accepted: 1, rejected: [] });
});

test('a store that takes no writes for a while delays deliveries and loses none', async () => {
  const { sandbox, collector } = await connectShop();
  sandbox.setFaults([{ endpoint: 'profile-import', delay_ms: 300 }]);
  await collector.send({ ...jo, events: [view('v1')] });
  await vi.waitFor(() => expect(sandbox.requests().at(-1)?.method).toBe('POST'), { timeout: 5_000 });
  const other = new DatabaseSync(join(collector.dataDir, 'scout.db'));
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  // Waiting for the lock is part of each write: the answer can only be settled after a first refusal.
  await expect(fetch(`${collector.url}/readyz`).then((response) => response.status)).resolves.toBe(503);
  other.exec('ROLLBACK');
  await collector.eventWhen('v1', every('delivered'));
  expect(sandbox.events()).toHaveLength(1);
});

test('the environment sets up an empty store once, and never again', async () => {
  const { sandbox, collector, destinationId } = await connectShop();
  expect(await collector.api('GET', '/sites')).toMatchObject([{ public_key: SITE_KEY, origins: [ORIGIN] }]);
  await collector.api('DELETE', `/destinations/${destinationId}`);
  await collector.stop();
  const second = await startTestCollector({ klaviyoApiUrl: sandbox.url, dataDir: collector.dataDir });
  onTestFinished(() => second.stop());
  expect(await second.api('GET', '/sites')).toHaveLength(1);
  expect(await second.api('GET', '/destinations')).toEqual([]);
});

test('origins alone make a site as well, with a key of its own', async () => {
  const collector = await startTestCollector({ environment: { SITE_KEY: '', SITE_ORIGINS: ORIGIN } });
  onTestFinished(() => collector.remove());
  expect(await collector.api('GET', '/sites')).toMatchObject([
    { origins: [ORIGIN], public_key: expect.stringMatching(/^pk_.{16,}/) as string },
  ]);
});

test('a wrong key in the environment makes a destination that says so, and the collector runs', async () => {
  const { collector } = await connectShop({ privateKey: 'pk_of_nobody' });
  expect(await collector.api('GET', '/destinations')).toMatchObject([
    { status: 'ERROR', error: expect.stringContaining('401') },
  ]);
});

test('a Klaviyo that is down at the first start is asked again, and what it then tells still switches off double counting', async () => {
  const sandbox = await startSandbox({ port: 0 });
  onTestFinished(() => sandbox.close());
  sandbox.addMetric('Placed Order', 'Shopify');
  sandbox.setFaults([{ status: 503 }]);
  // The check comes again after a quarter of a minute; here that is at once.
  const clock = {
    ...systemClock,
    after: (ms: number, run: () => void) => systemClock.after(ms === 15_000 ? 50 : ms, run),
  };
  const collector = await startTestCollector({ klaviyoApiUrl: sandbox.url, clock });
  onTestFinished(() => collector.remove());
  expect(await collector.api('GET', '/destinations')).toMatchObject([{ status: 'ACTIVE', account: null }]);
  const orders = async (): Promise<Rule | undefined> =>
    (await collector.api<Rule[]>('GET', '/rules')).find((rule) => rule.event === 'Purchase');
  expect(await orders()).toMatchObject({ enabled: true });
  sandbox.setFaults([]);
  await vi.waitFor(
    async () =>
      expect(await collector.api('GET', '/destinations')).toMatchObject([{ account: { id: expect.any(String) } }]),
    { timeout: 15_000 },
  );
  expect(await orders()).toMatchObject({
    enabled: false,
    disabled_reason: expect.stringContaining('Shopify already sends'),
  });
});

test('a first start that is cut short while Klaviyo hangs still leaves the destination', async () => {
  const sandbox = await startSandbox({ port: 0 });
  onTestFinished(() => sandbox.close());
  sandbox.setFaults([{ action: 'hang' }]);
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-first-start-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const starting = startCollectorProcess({
    klaviyoApiUrl: sandbox.url,
    dataDir,
    environment: { KLAVIYO_TIMEOUT_MS: '60000' },
  });
  await vi.waitFor(() => expect(sandbox.requests()).toHaveLength(1), { timeout: 15_000 });
  // The key is still being checked; whatever ends the process now, this is what it leaves.
  const disk = new DatabaseSync(join(dataDir, 'scout.db'), { readOnly: true });
  onTestFinished(() => disk.close());
  expect(disk.prepare('SELECT key_hint FROM destinations').all()).toEqual([{ key_hint: 'dbox' }]);
  await sandbox.close();
  await (await starting).kill();
});
