import type { SQLInputValue } from 'node:sqlite';
import type { AdminSession } from '../store.ts';
import type { Configuration, DestinationRecord, Rule, Site } from '../configuration.ts';
import type { Connection } from './connection.ts';
import { moveDestination } from './deliveries.ts';

/** Columns that hold JSON, by table; all others are stored as they are. */
const JSON_COLUMNS = {
  sites: ['origins'],
  destinations: ['account', 'missing_scopes', 'settings'],
  rules: ['conditions'],
} as const;

type Table = keyof typeof JSON_COLUMNS;

/** Sites, destinations and rules: small, read at every batch, so kept as one snapshot in memory. */
export class ConfigurationTables {
  readonly #connection: Connection;
  #snapshot: Configuration;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#snapshot = this.#read();
  }

  get snapshot(): Configuration {
    return this.#snapshot;
  }

  createSite(site: Site): Promise<void> {
    return this.#change(() => this.#insert('sites', site));
  }

  updateSite(id: string, changes: Partial<Omit<Site, 'id'>>): Promise<void> {
    return this.#change(() => this.#update('sites', id, changes));
  }

  deleteSite(id: string): Promise<void> {
    return this.#change(() => this.#delete('sites', id));
  }

  createDestination(destination: DestinationRecord, rules: Rule[]): Promise<void> {
    return this.#change(() => {
      this.#insert('destinations', destination);
      for (const rule of rules) this.#insert('rules', rule);
    });
  }

  updateDestination(id: string, changes: Partial<Omit<DestinationRecord, 'id'>>): Promise<void> {
    return this.#change(() => {
      this.#update('destinations', id, changes);
      if (changes.status) {
        const now = changes.status_since ?? 0;
        moveDestination(this.#connection, { destinationId: id, status: changes.status, now });
      }
    });
  }

  deleteDestination(id: string): Promise<void> {
    return this.#change(() => this.#delete('destinations', id));
  }

  createRule(rule: Rule): Promise<void> {
    return this.#change(() => this.#insert('rules', rule));
  }

  updateRule(id: string, changes: Partial<Omit<Rule, 'id' | 'destination_id'>>): Promise<void> {
    return this.#change(() => this.#update('rules', id, changes));
  }

  deleteRule(id: string): Promise<void> {
    return this.#change(() => this.#delete('rules', id));
  }

  async #change(write: () => void): Promise<void> {
    try {
      await this.#connection.write(() => {
        write();
        // Batches later in the same transaction are decided on what it will leave behind.
        this.#snapshot = this.#read();
      });
    } catch (error) {
      this.#snapshot = this.#read();
      throw error;
    }
  }

  #read(): Configuration {
    return {
      sites: this.#rows<Site>('sites'),
      destinations: this.#rows<DestinationRecord>('destinations'),
      rules: this.#rows<Omit<Rule, 'enabled'> & { enabled: number }>('rules').map((rule) => ({
        ...rule,
        enabled: rule.enabled === 1,
      })),
    };
  }

  #rows<T>(table: Table): T[] {
    return this.#connection.all(`SELECT * FROM ${table} ORDER BY created_at, id`).map((row) => {
      const parsed: Record<string, unknown> = { ...row };
      for (const column of JSON_COLUMNS[table]) parsed[column] = JSON.parse(String(row[column]));
      return parsed as T;
    });
  }

  #insert(table: Table, record: object): void {
    const entries = columnsOf(table, record);
    const names = entries.map(([name]) => name).join(', ');
    const marks = entries.map(() => '?').join(', ');
    this.#connection.run(`INSERT INTO ${table} (${names}) VALUES (${marks})`, ...entries.map(([, value]) => value));
  }

  #update(table: Table, id: string, changes: object): void {
    const entries = columnsOf(table, changes);
    if (entries.length === 0) return;
    const assignments = entries.map(([name]) => `${name} = ?`).join(', ');
    this.#connection.run(`UPDATE ${table} SET ${assignments} WHERE id = ?`, ...entries.map(([, value]) => value), id);
  }

  #delete(table: Table, id: string): void {
    this.#connection.run(`DELETE FROM ${table} WHERE id = ?`, id);
  }
}

/** Names come from our own record types, never from input. */
function columnsOf(table: Table, record: object): [name: string, value: SQLInputValue][] {
  const json: readonly string[] = JSON_COLUMNS[table];
  return Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      if (json.includes(name)) return [name, JSON.stringify(value)];
      return [name, typeof value === 'boolean' ? Number(value) : (value as SQLInputValue)];
    });
}

/** Settings and the sessions of people who are logged in. */
export class AdminTables {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  setting(key: string): string | null {
    return this.#connection.get<{ value: string }>('SELECT value FROM settings WHERE key = ?', key)?.value ?? null;
  }

  setSetting(key: string, value: string | null): Promise<void> {
    return this.#connection.write(() => {
      if (value === null) this.#connection.run('DELETE FROM settings WHERE key = ?', key);
      else {
        this.#connection.run(
          'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
          key,
          value,
        );
      }
    });
  }

  createSession(session: AdminSession): Promise<void> {
    return this.#connection.write(() => {
      this.#connection.run('DELETE FROM admin_sessions WHERE expires_at <= ?', session.created_at);
      this.#connection.run(
        'INSERT INTO admin_sessions (token_hash, created_at, expires_at) VALUES (?, ?, ?)',
        session.token_hash,
        session.created_at,
        session.expires_at,
      );
    });
  }

  findSession(tokenHash: string, now: number): AdminSession | null {
    return (
      this.#connection.get<AdminSession>(
        'SELECT * FROM admin_sessions WHERE token_hash = ? AND expires_at > ?',
        tokenHash,
        now,
      ) ?? null
    );
  }

  sessions(now: number): AdminSession[] {
    return this.#connection.all<AdminSession>(
      'SELECT * FROM admin_sessions WHERE expires_at > ? ORDER BY created_at DESC',
      now,
    );
  }

  deleteSession(tokenHash: string): Promise<void> {
    return this.#connection.write(() => {
      this.#connection.run('DELETE FROM admin_sessions WHERE token_hash = ?', tokenHash);
    });
  }
}
