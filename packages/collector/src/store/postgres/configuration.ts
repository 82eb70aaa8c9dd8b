import type { Configuration, DestinationRecord, Rule, Site } from '../configuration.ts';
import type { Database, Queries } from './database.ts';
import { CONFIGURATION_LOCK } from './locks.ts';
import { moveDestination } from './moves.ts';
import { removeEvents } from './remove-events.ts';

/** Columns that hold JSON, by table; all others are stored as they are. */
const JSON_COLUMNS = {
  sites: ['origins'],
  destinations: ['account', 'missing_scopes', 'settings'],
  rules: ['conditions'],
} as const;

type Table = keyof typeof JSON_COLUMNS;

/** Rows removed in one transaction, so that intake never waits long. */
const SLICE = 5_000;

/**
 * Sites, destinations and rules, kept as one snapshot in memory. Each change raises a version number, by which the
 * other collectors see that theirs is old: at every batch, and once a second.
 */
export class ConfigurationTables {
  readonly #database: Database;
  #snapshot: Configuration = { sites: [], destinations: [], rules: [] };
  #version = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  get snapshot(): Configuration {
    return this.#snapshot;
  }

  /** Reads the configuration anew unless the snapshot is of this version. */
  async catchUp(version: number, queries: Queries): Promise<void> {
    if (version !== this.#version) this.#adopt(version, await readConfiguration(queries));
  }

  createSite(site: Site): Promise<void> {
    return this.#change((queries) => insert(queries, 'sites', site));
  }

  updateSite(id: string, changes: Partial<Omit<Site, 'id'>>): Promise<void> {
    return this.#change((queries) => update(queries, { table: 'sites', id, changes }));
  }

  async deleteSite(id: string): Promise<void> {
    while ((await this.#database.transact((queries) => removeSlice(queries, id), { patient: true })) > 0);
    await this.#change(async (queries) => {
      // What came in until now; from here on nothing does.
      while ((await removeSlice(queries, id)) > 0);
      await remove(queries, 'sites', id);
      await queries.query('DELETE FROM counts WHERE site_id = $1', [id]);
    });
  }

  createDestination(destination: DestinationRecord, rules: Rule[]): Promise<void> {
    return this.#change(async (queries) => {
      await insert(queries, 'destinations', destination);
      for (const rule of rules) await insert(queries, 'rules', rule);
    });
  }

  updateDestination(id: string, changes: Partial<Omit<DestinationRecord, 'id'>>): Promise<void> {
    return this.#change(async (queries) => {
      await update(queries, { table: 'destinations', id, changes });
      if (changes.status) {
        const now = changes.status_since ?? 0;
        await moveDestination(queries, { destinationId: id, status: changes.status, now });
      }
    });
  }

  async deleteDestination(id: string): Promise<void> {
    await this.#removeInSlices('attempts', id);
    await this.#removeInSlices('deliveries', id);
    await this.#change((queries) => remove(queries, 'destinations', id));
  }

  createRule(rule: Rule): Promise<void> {
    return this.#change((queries) => insert(queries, 'rules', rule));
  }

  updateRule(id: string, changes: Partial<Omit<Rule, 'id' | 'destination_id'>>): Promise<void> {
    return this.#change((queries) => update(queries, { table: 'rules', id, changes }));
  }

  deleteRule(id: string): Promise<void> {
    return this.#change((queries) => remove(queries, 'rules', id));
  }

  async #change(write: (queries: Queries) => Promise<void>): Promise<void> {
    const { version, configuration } = await this.#database.transact(
      async (queries) => {
        await write(queries);
        const { rows } = await queries.query<{ version: number }>(
          'UPDATE configuration_version SET version = version + 1 RETURNING version',
        );
        return { version: rows[0]?.version ?? 0, configuration: await readConfiguration(queries) };
      },
      { first: `SELECT pg_advisory_xact_lock(${CONFIGURATION_LOCK})`, patient: true },
    );
    this.#adopt(version, configuration);
  }

  /** Answers may overtake each other: the newest stays. */
  #adopt(version: number, configuration: Configuration): void {
    if (version <= this.#version) return;
    this.#version = version;
    this.#snapshot = configuration;
  }

  async #removeInSlices(table: 'deliveries' | 'attempts', destinationId: string): Promise<void> {
    let after = 0;
    for (;;) {
      const { rows } = await this.#database.transact(
        ({ query }) =>
          query<{ removed: number; last: number | null }>(
            `WITH slice AS (SELECT id FROM ${table} WHERE destination_id = $1 AND id > $2 ORDER BY id LIMIT ${SLICE}),
               gone AS (DELETE FROM ${table} WHERE id IN (SELECT id FROM slice))
             SELECT count(*) AS removed, max(id) AS last FROM slice`,
            [destinationId, after],
          ),
        { patient: true },
      );
      if ((rows[0]?.removed ?? 0) < SLICE) return;
      after = rows[0]?.last ?? after;
    }
  }
}

async function removeSlice(queries: Queries, siteId: string): Promise<number> {
  const { rows } = await queries.query<{ seq: number }>(
    `SELECT seq FROM events WHERE site_id = $1 ORDER BY seq LIMIT ${SLICE}`,
    [siteId],
  );
  return removeEvents(
    queries,
    rows.map((row) => row.seq),
  );
}

async function readConfiguration(queries: Queries): Promise<Configuration> {
  return {
    sites: await readTable<Site>(queries, 'sites'),
    destinations: await readTable<DestinationRecord>(queries, 'destinations'),
    rules: await readTable<Rule>(queries, 'rules'),
  };
}

async function readTable<T>({ query }: Queries, table: Table): Promise<T[]> {
  const { rows } = await query(`SELECT * FROM ${table} ORDER BY created_at, id`);
  return rows.map((row) => {
    const parsed: Record<string, unknown> = { ...row };
    for (const column of JSON_COLUMNS[table]) parsed[column] = JSON.parse(String(row[column]));
    return parsed as T;
  });
}

async function insert({ query }: Queries, table: Table, record: object): Promise<void> {
  const entries = columnsOf(table, record);
  const names = entries.map(([name]) => name).join(', ');
  const marks = entries.map((_, index) => `$${index + 1}`).join(', ');
  await query(
    `INSERT INTO ${table} (${names}) VALUES (${marks})`,
    entries.map(([, value]) => value),
  );
}

async function update(
  { query }: Queries,
  { table, id, changes }: { table: Table; id: string; changes: object },
): Promise<void> {
  const entries = columnsOf(table, changes);
  if (entries.length === 0) return;
  const assignments = entries.map(([name], index) => `${name} = $${index + 2}`).join(', ');
  await query(`UPDATE ${table} SET ${assignments} WHERE id = $1`, [id, ...entries.map(([, value]) => value)]);
}

async function remove({ query }: Queries, table: Table, id: string): Promise<void> {
  await query(`DELETE FROM ${table} WHERE id = $1`, [id]);
}

/** Names come from our own record types, never from input. */
function columnsOf(table: Table, record: object): [name: string, value: unknown][] {
  const json: readonly string[] = JSON_COLUMNS[table];
  return Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, json.includes(name) ? JSON.stringify(value) : value]);
}
