import type { AdminSession } from '../store.ts';
import type { Database } from './database.ts';

/** Settings and the sessions of people who are logged in. */
export class AdminTables {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async setting(key: string): Promise<string | null> {
    const { rows } = await this.#database.query<{ value: string }>('SELECT value FROM settings WHERE key = $1', [key]);
    return rows[0]?.value ?? null;
  }

  async setSetting(key: string, value: string | null): Promise<void> {
    if (value === null) await this.#database.query('DELETE FROM settings WHERE key = $1', [key]);
    else {
      await this.#database.query(
        'INSERT INTO settings (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [key, value],
      );
    }
  }

  async createSession(session: AdminSession): Promise<void> {
    await this.#database.query('DELETE FROM admin_sessions WHERE expires_at <= $1', [session.created_at]);
    await this.#database.query('INSERT INTO admin_sessions (token_hash, created_at, expires_at) VALUES ($1, $2, $3)', [
      session.token_hash,
      session.created_at,
      session.expires_at,
    ]);
  }

  async findSession(tokenHash: string, now: number): Promise<AdminSession | null> {
    const { rows } = await this.#database.query<AdminSession>(
      'SELECT token_hash, created_at, expires_at FROM admin_sessions WHERE token_hash = $1 AND expires_at > $2',
      [tokenHash, now],
    );
    return rows[0] ?? null;
  }

  async sessions(now: number): Promise<AdminSession[]> {
    const { rows } = await this.#database.query<AdminSession>(
      `SELECT token_hash, created_at, expires_at FROM admin_sessions WHERE expires_at > $1 ORDER BY created_at DESC`,
      [now],
    );
    return rows;
  }

  async deleteSession(tokenHash: string): Promise<void> {
    await this.#database.query('DELETE FROM admin_sessions WHERE token_hash = $1', [tokenHash]);
  }
}
