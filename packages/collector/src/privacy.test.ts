import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Clock } from './clock.ts';
import { connectShop, view, visitor, type ConnectedShop } from './testing/connected-shop.ts';
import { every } from './testing/test-collector.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** All bytes that the collector keeps on disk. */
const onDisk = ({ collector }: ConnectedShop): string =>
  readdirSync(collector.dataDir)
    .filter((name) => name.startsWith('scout.db'))
    .map((name) => readFileSync(join(collector.dataDir, name), 'latin1'))
    .join('');

test('the address of a sender is not stored, whether it came by the connection, a proxy or a webhook', async () => {
  const shop = await connectShop({ environment: { TRUSTED_PROXIES: '127.0.0.0/8,::1' } });
  const response = await fetch(`${shop.collector.url}/v1/e`, {
    method: 'POST',
    headers: { origin: 'http://shop.test', 'x-forwarded-for': '203.0.113.77', 'x-real-ip': '203.0.113.77' },
    body: JSON.stringify({
      key: 'pk_test',
      identity: { email: 'jo@example.com' },
      context: { ...visitor('jo'), ip: '203.0.113.77' },
      events: [view('v1')],
    }),
  });
  expect(response.status).toBe(202);
  await shop.collector.eventWhen('v1', every('delivered'));
  const kept = onDisk(shop);
  expect(kept).toContain('jo@example.com');
  expect(kept).not.toContain('203.0.113.77');
});

test('of the addresses of pages only what names a campaign or ad is stored and forwarded', async () => {
  const shop = await connectShop();
  const context = {
    ...visitor('jo'),
    page_url: 'https://shop.example/reset?token=page-secret&utm_source=ig#frag-secret',
    landing_page: 'https://shop.example/?gclid=g1&email=land-secret',
    referrer: 'https://mail.example/inbox?message=ref-secret',
  };
  await shop.collector.send({ identity: { email: 'jo@example.com' }, context, events: [view('v1')] });
  await shop.collector.send({
    identity: { email: 'jo@example.com' },
    events: [{ ...view('v2'), context: { page_url: 'https://shop.example/?session=own-secret' } }],
  });
  await shop.collector.eventWhen('v1', every('delivered'));
  await shop.collector.eventWhen('v2', every('delivered'));
  expect(onDisk(shop)).not.toMatch(/(page|frag|land|ref|own)-secret/);
  expect(JSON.stringify([shop.sandbox.events(), shop.sandbox.profiles()])).not.toMatch(/-secret/);
  expect(shop.sandbox.profiles()[0]?.properties).toMatchObject({ landing_page: 'https://shop.example/?gclid=g1' });
});

test('what is older than the retention goes at the next sweep, wherever it was kept', async () => {
  let now = Date.parse('2026-11-01T10:00:00Z');
  const sweeps: (() => void)[] = [];
  const clock: Clock = {
    now: () => now,
    after: (ms, callback) => {
      if (ms === 10 * 60_000) sweeps.push(callback);
      const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
  const shop = await connectShop({ clock, environment: { RETENTION_DAYS: '30' } });
  const { collector } = shop;
  await collector.send({ identity: { email: 'old@example.com' }, context: visitor('old'), events: [view('old')] });
  await collector.eventWhen('old', every('delivered'));
  await collector.send({ context: visitor('nobody'), events: [view('held')] });
  now += 31 * DAY_MS;
  await collector.send({ identity: { email: 'new@example.com' }, context: visitor('new'), events: [view('new')] });
  sweeps.at(-1)?.();
  await expect
    .poll(async () => (await collector.api<{ events: { id: string }[] }>('GET', '/log')).events.map(({ id }) => id), {
      timeout: 10_000,
    })
    .toEqual(['new']);
  expect(await collector.api('POST', '/data-requests/export', { email: 'old@example.com' })).toMatchObject({
    visitors: [],
    events: [],
  });
});

/** A person with an event that was delivered, one that is held, and a visitor who is known. */
async function person() {
  const shop = await connectShop();
  const { collector, destinationId } = shop;
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  await collector.api('PATCH', `/destinations/${destinationId}`, { status: 'PAUSED' });
  await collector.send({ context: visitor('jo'), events: [view('v2')] });
  await collector.eventWhen('v2', every('held'));
  return shop;
}

test('who is forgotten is gone from the log, from what is held, and from what is known of visitors', async () => {
  const { collector, sandbox, destinationId } = await person();
  expect(await collector.api('POST', '/data-requests/forget', { email: 'Jo@Example.com' })).toEqual({
    email: 'jo@example.com',
    events: 2,
  });
  const kept = await collector.api('POST', '/data-requests/export', { email: 'jo@example.com' });
  expect(kept).toMatchObject({ visitors: [], events: [] });
  await collector.api('PATCH', `/destinations/${destinationId}`, { status: 'ACTIVE' });
  await collector.send({ identity: { email: 'al@example.com' }, context: visitor('al'), events: [view('v3')] });
  await collector.eventWhen('v3', every('delivered'));
  expect(sandbox.events().map((event) => event.unique_id)).toEqual(['v1', 'v3']);
  // Klaviyo's copy stays unless it is asked for.
  expect(sandbox.profiles().map((profile) => profile.email)).toContain('jo@example.com');
});

test('Klaviyo deletes its copy when that is asked for', async () => {
  const { collector, sandbox, destinationId } = await person();
  expect(await collector.api('POST', '/data-requests/forget', { email: 'jo@example.com', klaviyo: true })).toEqual({
    email: 'jo@example.com',
    events: 2,
    klaviyo: [{ destination_id: destinationId, accepted: true, error: null }],
  });
  expect(sandbox.profiles()).toEqual([]);
  expect(sandbox.events()).toEqual([]);
});

test('a key without the scope says which one is missing, and the rest is forgotten all the same', async () => {
  const { collector } = await connectShop({ privateKey: 'pk_sandbox_no_metrics' });
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  expect(
    await collector.api('POST', '/data-requests/forget', { email: 'jo@example.com', klaviyo: true }),
  ).toMatchObject({
    events: 1,
    klaviyo: [{ accepted: false, error: expect.stringContaining('data-privacy:write') }],
  });
});
