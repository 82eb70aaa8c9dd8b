import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { describeStore } from '../store.contract.ts';
import { StoreUnavailableError, type Store } from '../store.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server.ts';
import { held, NOON, queued, sampleDestination, sampleSite, sampleVisitor } from '../testing/sample-records.ts';
import { openPostgresStore } from './postgres-store.ts';

const binaries = findPostgres();
if (binaries === null) process.stdout.write('No PostgreSQL is installed here: its tests are skipped.\n');

describe.skipIf(binaries === null)('with a PostgreSQL server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
  }, 60_000);
  afterAll(() => server.stop(), 60_000);

  describeStore('PostgreSQL', async () => {
    const url = await server.createSchema();
    const opened: Store[] = [];
    const openNext = async (): Promise<Store> => {
      const store = await openPostgresStore({ url, instanceId: `collector-${opened.length}` });
      opened.push(store);
      return store;
    };
    return {
      store: await openNext(),
      reopen: async () => {
        await execute(url, 'UPDATE leases SET ends_at = 0');
        return openNext();
      },
      close: async () => {
        for (const store of opened) await store.close();
      },
    };
  });

  /** Stores of several collectors on one database, which has a site and a destination. */
  const openFleet = async (): Promise<{ url: string; one: Store; other: Store }> => {
    const url = await server.createSchema();
    const [one, other] = await Promise.all(
      ['one', 'other'].map(async (instanceId) => {
        const store = await openPostgresStore({ url, instanceId });
        onTestFinished(() => store.close());
        return store;
      }),
    );
    if (!one || !other) throw new Error('Expected two stores');
    await one.createSite(sampleSite());
    await one.createDestination(sampleDestination(), []);
    return { url, one, other };
  };
  const admit = (store: Store, id: string) =>
    store.admit({
      site: sampleSite(),
      visitorIds: [],
      receivedAt: NOON,
      decide: () => ({ events: [queued(id)], visitors: [] }),
    });

  test('a database that a newer Scout wrote is refused and left as it is', async () => {
    const url = await server.createSchema();
    await (await openPostgresStore({ url, instanceId: 'old' })).close();
    await execute(url, 'UPDATE scout_schema SET applied = 999');
    await expect(openPostgresStore({ url, instanceId: 'old' })).rejects.toThrow(/has schema 999.*Run the newer Scout/);
    expect(await execute(url, 'SELECT applied FROM scout_schema')).toEqual([{ applied: 999 }]);
  });

  test('a collector goes on while a newer one adds to the schema', async () => {
    const { url, one } = await openFleet();
    const rename = async (name: string): Promise<void> => {
      await one.updateSite('shop', { name });
      expect(one.configuration().sites).toMatchObject([{ id: 'shop', name }]);
    };
    await rename('before');
    await execute(url, 'ALTER TABLE sites ADD COLUMN of_the_next_version text');
    await rename('after');
    await Promise.all(Array.from({ length: 12 }, (_, index) => admit(one, `cart-${index}`)));
    expect(await one.claim({ destinationId: 'klaviyo', now: NOON, limit: 100, exclude: [] })).toHaveLength(12);
  });

  test('collectors that start at once on an empty database all start', async () => {
    const url = await server.createSchema();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const stores = await Promise.all(names.map((instanceId) => openPostgresStore({ url, instanceId })));
    expect(await execute(url, 'SELECT count(*)::int AS rows FROM scout_schema')).toEqual([{ rows: 1 }]);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('an address that nobody answers on is refused in plain words', async () => {
    const url = 'postgres://scout@127.0.0.1:1/nowhere';
    await expect(openPostgresStore({ url, instanceId: 'one' })).rejects.toThrow(
      /PostgreSQL cannot be used now.*127.0.0.1:1/,
    );
  });

  test('a batch is decided on what another collector has just changed, and each hears of it within seconds', async () => {
    const { one, other } = await openFleet();
    await one.updateDestination('klaviyo', { status: 'PAUSED', status_since: NOON });
    let seen = '';
    await other.admit({
      site: sampleSite(),
      visitorIds: [],
      receivedAt: NOON,
      decide: () => {
        seen = other.configuration().destinations[0]?.status ?? '';
        return { events: [], visitors: [] };
      },
    });
    expect(seen).toBe('PAUSED');

    const heard = new Promise<void>((resolve) => {
      other.onChangeElsewhere(() => {
        if (other.configuration().destinations[0]?.key_hint === '…new') resolve();
      });
    });
    await one.updateDestination('klaviyo', { key_hint: '…new' });
    await heard;
  });

  test('an event that two collectors get at once is stored once', async () => {
    const { one, other } = await openFleet();
    const ids = Array.from({ length: 50 }, (_, index) => `cart-${index}`);
    const outcomes = await Promise.all([
      ...ids.map((id) => admit(one, id)),
      ...ids.toReversed().map((id) => admit(other, id)),
    ]);
    expect(outcomes.reduce((sum, { stored }) => sum + stored, 0)).toBe(50);
    expect(await one.claim({ destinationId: 'klaviyo', now: NOON, limit: 1_000, exclude: [] })).toHaveLength(50);
  });

  test('no event stays held when its visitor leaves an address at another collector meanwhile', async () => {
    const { one, other } = await openFleet();
    const tell = (store: Store, index: number) =>
      store.admit({
        site: sampleSite(),
        visitorIds: ['visitor'],
        receivedAt: NOON + index,
        decide: (known) => ({
          events: [known.has('visitor') ? queued(`view-${index}`) : held(`view-${index}`)],
          visitors: index === 40 ? [sampleVisitor()] : [],
        }),
      });
    const told: Promise<unknown>[] = [];
    for (let index = 0; index < 80; index++) {
      told.push(tell(index % 2 === 0 ? one : other, index));
      if (index % 4 === 0) await one.setting('none');
    }
    await Promise.all(told);
    expect((await one.log({ status: 'held' }, { limit: 100 })).events).toEqual([]);
  });

  test('one collector at a time holds a lease, and the next keeps clear of its last requests', async () => {
    const { one, other } = await openFleet();
    const first = await one.holdLease('klaviyo', NOON);
    expect(first).toMatchObject({ quietMs: 0 });
    expect(await other.holdLease('klaviyo', NOON)).toBeNull();
    expect(await one.holdLease('klaviyo', NOON)).toBeNull();
    await first?.release();
    expect(first?.isHeld()).toBe(false);
    const second = await other.holdLease('klaviyo', NOON);
    expect(second?.isHeld()).toBe(true);
    expect(second?.token).toBeGreaterThan(first?.token ?? 0);
    expect(second?.quietMs).toBeGreaterThan(500);
  });

  test('a lease is renewed while its collector lives, and passes on within seconds once it is gone', async () => {
    const { one, other } = await openFleet();
    const lease = await one.holdLease('klaviyo', NOON);
    let beats = 0;
    await new Promise<void>((resolve) => {
      one.onChangeElsewhere(() => {
        beats++;
        if (beats === 5) resolve();
      });
    });
    expect(lease?.isHeld()).toBe(true);
    expect(await other.holdLease('klaviyo', NOON)).toBeNull();
    // Closing renews no more, and releases nothing, as a process that is killed.
    await one.close();
    const gone = performance.now();
    const next = await vi.waitFor(
      async () => {
        const taken = await other.holdLease('klaviyo', NOON);
        expect(taken).not.toBeNull();
        return taken;
      },
      { timeout: 8_000, interval: 100 },
    );
    expect(performance.now() - gone).toBeLessThan(6_000);
    expect(lease?.isHeld()).toBe(false);
    expect(next?.quietMs).toBeGreaterThan(0);
  });

  test('what a collector begins after its lease has passed on is refused, and its late answers still count', async () => {
    const { url, one, other } = await openFleet();
    await admit(one, 'cart');
    await admit(one, 'view');
    const [cart, view] = await one.claim({ destinationId: 'klaviyo', now: NOON, limit: 2, exclude: [] });
    if (!cart || !view) throw new Error('Expected two to be due');
    const request = { destinationId: 'klaviyo', method: 'POST', path: '/api/events', body: '{}', startedAt: NOON };
    const lease = await one.holdLease('klaviyo', NOON);
    if (!lease) throw new Error('Expected the lease to be free');
    const attemptId = await one.beginAttempt({ ...request, lease, deliveryIds: [cart.id] });
    await execute(url, 'UPDATE leases SET ends_at = 1');
    expect(await other.holdLease('klaviyo', NOON)).not.toBeNull();
    await expect(one.beginAttempt({ ...request, lease, deliveryIds: [view.id] })).rejects.toThrow(/passed to another/);
    expect((await other.logEntry('view'))?.attempts).toEqual([]);
    expect(await other.claim({ destinationId: 'klaviyo', now: NOON, limit: 2, exclude: [] })).toMatchObject([
      { id: cart.id, ambiguous: true, attempts: 1 },
      { id: view.id, ambiguous: false, attempts: 0 },
    ]);

    const end = { attemptId, status: 202, answer: 'taken', latencyMs: 9, finishedAt: NOON + 9 };
    await one.settle({ end, fates: new Map([[cart.id, { kind: 'delivered' }]]), now: NOON + 9 });
    const entry = await other.logEntry('cart');
    expect(entry?.event.deliveries).toMatchObject([{ status: 'delivered', attempts: 1 }]);
    expect(entry?.attempts).toMatchObject([{ status: 202, answer: 'taken' }]);
  });

  test('while the server is gone every write says "not now", and the same store goes on when it is back', async () => {
    const { one } = await openFleet();
    await admit(one, 'before');
    const lease = await one.holdLease('klaviyo', NOON);
    await server.crash();
    for (const write of [
      () => admit(one, 'lost'),
      () => one.check(),
      () => one.setSetting('a', 'b'),
      () => one.log({}, { limit: 1 }),
    ]) {
      await expect(write()).rejects.toThrow(StoreUnavailableError);
    }
    expect(lease?.isHeld()).toBe(true);
    await vi.waitFor(() => expect(lease?.isHeld()).toBe(false), { timeout: 6_000 });
    await server.start();
    await admit(one, 'after');
    const { events } = await one.log({}, { limit: 10 });
    expect(events.map((view) => view.event.id)).toEqual(['after', 'before']);
    await vi.waitFor(async () => expect(await one.holdLease('klaviyo', NOON)).not.toBeNull(), { timeout: 6_000 });
  });
});

async function execute(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
