import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ALERTS_SETTING, alertSettingsSchema, startAlerts, type AlertSettings } from './alerts.ts';
import type { Clock } from './clock.ts';
import { createLog } from './log.ts';
import { createVault } from './secrets.ts';
import type { NewDelivery, Store } from './store/store.ts';
import type { DestinationRecord, Site } from './store/configuration.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';

const START = Date.parse('2026-11-23T10:00:00Z');
const MINUTE_MS = 60_000;
const vault = createVault('a secret for tests');

const SITE: Site = {
  id: 'site',
  name: 'Shop',
  public_key: 'pk_shop',
  server_key_hash: null,
  origins: [],
  currency: null,
  country: null,
  created_at: START,
};

const DESTINATION: DestinationRecord = {
  id: 'destination',
  site_id: null,
  type: 'klaviyo',
  sealed_key: 'sealed',
  key_hint: 'cdef',
  account: { id: 'a', name: 'Acme', currency: 'EUR', timezone: null, test: false },
  missing_scopes: [],
  settings: {},
  status: 'ACTIVE',
  error: null,
  status_since: START,
  last_success_at: null,
  created_at: START,
};

/** A watched store with a clock that the test moves; `minutes` lets that many pass, one look each. */
async function watched(settings: Partial<AlertSettings>) {
  const directory = mkdtempSync(join(tmpdir(), 'scout-alerts-'));
  const store = openSqliteStore({ path: join(directory, 'scout.db'), now: START });
  await store.createSite(SITE);
  await store.createDestination(DESTINATION, []);
  const off = { key_refused: false, silence_hours: null, failure_share: null, queue_minutes: null };
  const chosen = alertSettingsSchema.parse({ url: 'https://hooks.example.com/x', ...off, ...settings });
  await store.setSetting(ALERTS_SETTING, vault.seal(JSON.stringify(chosen)));

  let now = START;
  let due: (() => void) | undefined;
  let armed = Promise.withResolvers<void>();
  const clock: Clock = {
    now: () => now,
    after: (_, callback) => {
      due = callback;
      armed.resolve();
      return () => {
        due = undefined;
      };
    },
  };
  const sent: string[] = [];
  const failures: Error[] = [];
  const webhook = async (_: string, body: unknown): Promise<void> => {
    const failure = failures.shift();
    if (failure) throw failure;
    sent.push((body as { text: string }).text);
  };
  const start = (): (() => void) => startAlerts({ store, clock, log: createLog('error', () => {}), vault, webhook });
  let stop = start();
  const restart = (): void => {
    stop();
    stop = start();
  };
  onTestFinished(async () => {
    stop();
    await store.close();
    rmSync(directory, { recursive: true });
  });
  const minutes = async (count: number): Promise<void> => {
    now += count * MINUTE_MS;
    armed = Promise.withResolvers<void>();
    due?.();
    await armed.promise;
  };
  return { store, sent, failures, minutes, restart, now: () => now };
}

/** Stores events that came in at `at`, with a delivery each. */
async function receive(store: Store, { ids, at }: { ids: string[]; at: number }): Promise<void> {
  const delivery: NewDelivery = {
    destination_id: 'destination',
    metric: 'Placed Order',
    status: 'queued',
    reason: null,
    priority: 0,
  };
  await store.admit({
    site: SITE,
    visitorIds: [],
    receivedAt: at,
    decide: () => ({
      visitors: [],
      events: ids.map((id) => ({
        email: 'jo@example.com',
        deliveries: [delivery],
        event: {
          id,
          name: 'Purchase',
          time: new Date(at).toISOString(),
          source: 'browser' as const,
          test: false,
          identity: {},
          context: {},
          items: [],
          properties: {},
        },
      })),
    }),
  });
}

test('a restart tells nothing twice, and takes no silence for over', async () => {
  const { store, sent, minutes, restart, now } = await watched({ key_refused: true, silence_hours: 2 });
  await store.updateDestination('destination', { status: 'ERROR', error: 'Unknown.', status_since: now() });
  await minutes(120);
  expect(sent).toHaveLength(2);
  restart();
  await minutes(1);
  expect(sent).toHaveLength(2);
  await store.updateDestination('destination', { status: 'ACTIVE', error: null, status_since: now() });
  await receive(store, { ids: ['o1'], at: now() });
  restart();
  await minutes(1);
  expect(sent.slice(2)).toEqual([
    expect.stringContaining('Over: Klaviyo refused the key'),
    expect.stringContaining('Over: No event has come in'),
  ]);
});

test('a refused key is told once, and told again when it is over', async () => {
  const { store, sent, minutes, now } = await watched({ key_refused: true });
  await store.updateDestination('destination', {
    status: 'ERROR',
    error: 'Klaviyo does not know it.',
    status_since: now(),
  });
  await minutes(1);
  await minutes(1);
  expect(sent).toEqual([
    'Scout: Klaviyo refused the key of Acme. Klaviyo does not know it. Events wait until you paste a new key.',
  ]);
  await store.updateDestination('destination', { status: 'ACTIVE', error: null, status_since: now() });
  await minutes(1);
  expect(sent[1]).toMatch(/^Scout: Over: Klaviyo refused the key of Acme\./);
  expect(sent).toHaveLength(2);
});

test('an alert that did not arrive is sent again at the next look', async () => {
  const { store, sent, failures, minutes, now } = await watched({ key_refused: true });
  await store.updateDestination('destination', { status: 'ERROR', error: null, status_since: now() });
  failures.push(new Error('answered 500'));
  await minutes(1);
  expect(sent).toEqual([]);
  await minutes(1);
  expect(sent).toHaveLength(1);
});

test('silence is told after the hours that were chosen, counted from the last event', async () => {
  const { store, sent, minutes, now } = await watched({ silence_hours: 2 });
  await minutes(100);
  await receive(store, { ids: ['a'], at: now() });
  await minutes(119);
  expect(sent).toEqual([]);
  await minutes(1);
  expect(sent).toEqual(['Scout: No event has come in for 2 hours. Is the tag still on the store?']);
});

test('what waits too long is told with its number and age', async () => {
  const { store, sent, minutes, now } = await watched({ queue_minutes: 30 });
  await receive(store, { ids: ['a', 'b'], at: now() });
  await minutes(29);
  expect(sent).toEqual([]);
  await minutes(1);
  expect(sent).toEqual(['Scout: 2 deliveries wait to be sent, the oldest for 30 minutes.']);
});

test('a share of failures is told when enough was delivered to say so', async () => {
  const { store, sent, minutes, now } = await watched({ failure_share: 0.1 });
  const settle = async (ids: string[], failed: number): Promise<void> => {
    await receive(store, { ids, at: now() });
    const due = await store.claim({ destinationId: 'destination', now: now(), limit: 100, exclude: [] });
    await store.settle({
      now: now(),
      fates: new Map(
        due.map(({ id }, index) => [
          id,
          index < failed ? { kind: 'rejected', reason: 'invalid_payload', note: 'no' } : { kind: 'delivered' },
        ]),
      ),
    });
  };
  await settle(
    Array.from({ length: 10 }, (_, index) => `few-${index}`),
    5,
  );
  await minutes(1);
  expect(sent).toEqual([]);
  await settle(
    Array.from({ length: 10 }, (_, index) => `more-${index}`),
    0,
  );
  await minutes(1);
  expect(sent).toEqual(["Scout: 25 % of the last hour's deliveries to Klaviyo failed."]);
});
