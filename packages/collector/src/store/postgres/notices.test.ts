import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { view, visitor } from '../../testing/connected-shop.ts';
import { startTestCollector, type TestCollector } from '../../testing/test-collector.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server.ts';

const binaries = findPostgres();

describe.skipIf(binaries === null)('notices between two collectors on one PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
  }, 60_000);
  afterAll(() => server.stop(), 60_000);

  /** Two collectors whose beat never comes, so that all they know of each other they heard by notices. */
  const startWithoutBeat = async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const url = await server.createSchema();
    const fleet: TestCollector[] = [];
    for (let index = 0; index < 2; index++) {
      const collector = await startTestCollector({ environment: { DATABASE_URL: url, APP_SECRET: 'of the fleet' } });
      fleet.push(collector);
      onTestFinished(() => collector.remove());
    }
    // Runs first: what ends the collectors waits by such a timer.
    onTestFinished(() => void vi.useRealTimers());
    const [one, other] = fleet;
    if (!one || !other) throw new Error('Expected two collectors');
    return { url, one, other };
  };

  const knows = async ({ api }: TestCollector, name: string): Promise<boolean> => {
    const sites = await api<{ name: string }[]>('GET', '/sites');
    return sites.some((site) => site.name === name);
  };

  // Sooner than the live log looks by itself.
  test('a new site is known to the other collector, and an event stored by the one is in the live log of the other', async () => {
    const { one, other } = await startWithoutBeat();
    await one.api('POST', '/sites', { name: 'New', origins: [] });
    while (!(await knows(other, 'New')));
    const seen = other.eventWhen('cart-1', () => true);
    await one.send({ context: visitor('jo'), events: [view('cart-1')] });
    expect(await seen).toMatchObject({ id: 'cart-1' });
  }, 10_000);

  test('a collector whose ear was cut off hears again, and learns what it missed', async () => {
    const { url, one, other } = await startWithoutBeat();
    await one.api('POST', '/sites', { name: 'Before', origins: [] });
    while (!(await knows(other, 'Before')));
    const cut = await execute(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()`,
    );
    expect(cut.length).toBeGreaterThanOrEqual(2);
    await one.api('POST', '/sites', { name: 'Meanwhile', origins: [] });
    while (!(await knows(other, 'Meanwhile')));
  });

  test('what notices say is the id of a collector alone', async () => {
    const { url, one } = await startWithoutBeat();
    const client = new Client({ connectionString: url });
    onTestFinished(() => client.end());
    await client.connect();
    const heard = new Promise<string | undefined>((resolve) => {
      client.on('notification', ({ payload }) => resolve(payload));
    });
    const { rows } = await client.query<{ schema: string }>('SELECT current_schema() AS schema');
    await client.query(`LISTEN "scout ${rows[0]?.schema}"`);
    await one.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('cart-1')] });
    expect(await heard).toMatch(/^[0-9a-f-]{36}$/);
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
