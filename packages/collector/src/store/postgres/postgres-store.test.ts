import { Client } from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { describeStore } from '../store.contract.ts';
import type { Store } from '../store.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server.ts';
import { openPostgresStore } from './postgres-store.ts';

const binaries = findPostgres();
if (binaries === null) process.stdout.write('No PostgreSQL is installed here: its tests are skipped.\n');

describe.skipIf(binaries === null)('with a PostgreSQL server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
  }, 30_000);
  afterAll(() => server.stop());

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
});

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
