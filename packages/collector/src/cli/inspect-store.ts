import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import type { Config } from '../config.ts';
import type { DestinationRecord } from '../store/configuration.ts';
import type { Finding } from './finding.ts';
import { findDamage } from './integrity.ts';

export type StoredDestination = Pick<DestinationRecord, 'id' | 'sealed_key' | 'key_hint' | 'status' | 'error'>;

/** What a look at the store shows: how it is, and the destinations in it. */
export interface StoreInspection {
  finding: Finding;
  destinations: StoredDestination[];
}

const DESTINATIONS = 'SELECT id, sealed_key, key_hint, status, error FROM destinations ORDER BY created_at';

/** Reads the store beside a running collector, and writes nothing. Never rejects: what goes wrong is the finding. */
export async function inspectStore({ databaseUrl, dataDir }: Config): Promise<StoreInspection> {
  try {
    return databaseUrl === undefined ? inspectSqlite(join(dataDir, 'scout.db')) : await inspectPostgres(databaseUrl);
  } catch (error) {
    return {
      finding: { subject: 'store', result: 'failure', detail: (error as Error).message },
      destinations: [],
    };
  }
}

function inspectSqlite(path: string): StoreInspection {
  if (!existsSync(path)) {
    return {
      finding: { subject: 'store', result: 'warning', detail: `${path} is made at the first start` },
      destinations: [],
    };
  }
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const damage = findDamage(db);
    return {
      finding: {
        subject: 'store',
        result: damage.length === 0 ? 'ok' : 'failure',
        detail: damage.length === 0 ? `${path} is sound` : `${path} is damaged, restore a copy: ${damage.join('; ')}`,
      },
      destinations: db.prepare(DESTINATIONS).all() as unknown as StoredDestination[],
    };
  } finally {
    db.close();
  }
}

async function inspectPostgres(url: string): Promise<StoreInspection> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const version = await client.query<{ server_version: string }>('SHOW server_version');
    const known = await client.query<{ found: string | null }>(`SELECT to_regclass('destinations') AS found`);
    const isNew = known.rows[0]?.found == null;
    const destinations = isNew ? [] : (await client.query<StoredDestination>(DESTINATIONS)).rows;
    const detail = `PostgreSQL ${version.rows[0]?.server_version ?? ''}${isNew ? ', its tables are made at the first start' : ''}`;
    return { finding: { subject: 'store', result: 'ok', detail }, destinations };
  } finally {
    await client.end();
  }
}
