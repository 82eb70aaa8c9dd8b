import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { askOldRows, OLD_POSTGRES_ROWS, OLD_ROWS_TOLD } from '../testing/old-rows.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server.ts';
import type { Store } from '../store.ts';
import { NOON, queued, sampleSite } from '../testing/sample-records.ts';
import { openPostgresStore } from './postgres-store.ts';
import { MIGRATIONS } from './schema.ts';

const BEFORE_COUNTING = 1;
const binaries = findPostgres();

describe.skipIf(binaries === null)('what is counted in PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
  }, 60_000);
  afterAll(() => server.stop(), 60_000);

  /** A database with these rows, and a connection to it. */
  const openDatabase = async (migrations: typeof MIGRATIONS): Promise<{ url: string; client: Client }> => {
    const url = await server.createSchema();
    const client = new Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query('CREATE TABLE scout_schema (applied integer NOT NULL)');
    await client.query(`INSERT INTO scout_schema VALUES (${migrations.length})`);
    for (const statement of [...migrations.flat(), ...OLD_POSTGRES_ROWS]) await client.query(statement);
    return { url, client };
  };
  const openStore = async (url: string) => {
    const store = await openPostgresStore({ url, instanceId: 'one' });
    onTestFinished(() => store.close());
    return store;
  };

  test('starts with what an older schema holds', async () => {
    const { url } = await openDatabase(MIGRATIONS.slice(0, BEFORE_COUNTING));
    expect(await askOldRows(await openStore(url))).toEqual(OLD_ROWS_TOLD);
  });

  test('starts once, with whichever of several collectors comes first', async () => {
    const { url } = await openDatabase(MIGRATIONS.slice(0, BEFORE_COUNTING));
    const [store] = await Promise.all([openStore(url), openStore(url), openStore(url)]);
    expect(await askOldRows(store)).toEqual(OLD_ROWS_TOLD);
  });

  test('keeps no address longer than the last event that carries it, and one row of a kind', async () => {
    const { url, client } = await openDatabase(MIGRATIONS);
    const addresses = async () => (await client.query('SELECT email FROM addresses ORDER BY 1')).rows;
    const sweep = { now: NOON + 1_000, holdMs: () => 1 };
    const store = await openStore(url);
    expect(await addresses()).toEqual([{ email: 'ann@example.com' }, { email: 'jo@example.com' }]);
    await store.forget('ann@example.com');
    expect(await addresses()).toEqual([{ email: 'jo@example.com' }]);
    await store.sweep({ ...sweep, retentionMs: 86_400_000 });
    const { rows } = await client.query('SELECT subject, reason, count::int FROM counts ORDER BY 1, 2');
    expect(rows).toEqual([
      { subject: 'identified', reason: '', count: 1 },
      { subject: 'received', reason: '', count: 2 },
      { subject: 'skipped', reason: 'never_identified', count: 1 },
      { subject: 'skipped', reason: 'no_rule', count: 1 },
    ]);
    await store.sweep({ ...sweep, retentionMs: 1 });
    expect(await addresses()).toEqual([]);
    expect((await client.query('SELECT * FROM counts')).rows).toEqual([]);
  });

  test('stays exact while collectors admit, settle, remove and sum up at once', async () => {
    const { url, client } = await openDatabase(MIGRATIONS);
    const [one, other] = await Promise.all([openStore(url), openStore(url)]);
    const sweep = { now: NOON, retentionMs: 86_400_000, holdMs: () => 86_400_000 };
    const work = async (store: Store, name: string): Promise<void> => {
      for (let round = 0; round < 30; round++) {
        await store.admit({
          site: sampleSite(),
          visitorIds: [],
          receivedAt: NOON,
          decide: () => ({
            events: [{ ...queued(`${name}-${round}`), email: `${round % 3}@example.com` }, queued(`both-${round}`)],
            visitors: [],
          }),
        });
        const due = await store.claim({ destinationId: 'klaviyo', now: NOON, limit: 3, exclude: [] });
        await store.settle({ fates: new Map(due.map(({ id }) => [id, { kind: 'delivered' }])), now: NOON });
        if (round % 5 === 0) await store.forget(`${round % 3}@example.com`);
      }
    };
    const sumUp = async (): Promise<void> => {
      for (let round = 0; round < 20; round++) await one.sweep(sweep);
    };
    await Promise.all([work(one, 'one'), work(other, 'other'), sumUp()]);
    await one.sweep(sweep);
    const kept = await client.query(
      `SELECT subject, sum(count)::int AS count FROM counts GROUP BY 1 HAVING sum(count) <> 0 ORDER BY 1`,
    );
    const counted = await client.query(
      `SELECT subject, count FROM (
         SELECT 'received' AS subject, count(*)::int AS count FROM events
         UNION ALL SELECT 'identified', count(email)::int FROM events
         UNION ALL SELECT status, count(*)::int FROM deliveries GROUP BY 1) c ORDER BY 1`,
    );
    expect(kept.rows).toEqual(counted.rows);
    const known = await client.query('SELECT email FROM addresses ORDER BY 1');
    const carried = await client.query('SELECT DISTINCT email FROM events WHERE email IS NOT NULL ORDER BY 1');
    expect(known.rows).toEqual(carried.rows);
  });
});
