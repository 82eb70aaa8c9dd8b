import type { Client } from 'pg';
import type { Database } from './database.ts';

/** What happens within this time after a notice is told with the next one. */
const GATHER_MS = 250;
/** After a connection broke, the next is tried so much later. */
const RECONNECT_MS = 1_000;

/**
 * Tells the other collectors of this database that something has changed, and hears it from them, by LISTEN and
 * NOTIFY on a connection of its own that is opened anew when it breaks. A notice carries the id of its collector
 * alone. It is sent after the commit and for all of a quarter of a second together: within the transaction,
 * PostgreSQL would let only one commit at a time. Notices can get lost; whoever hears them looks by itself as well.
 */
export class Notices {
  readonly #database: Database;
  readonly #instanceId: string;
  readonly #onNotice: () => void;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #untold = false;
  #stopped = false;

  constructor(options: { database: Database; instanceId: string; onNotice: () => void }) {
    this.#database = options.database;
    this.#instanceId = options.instanceId;
    this.#onNotice = options.onNotice;
    void this.#listen();
  }

  /** Something has changed that other collectors may wait for. */
  readonly tell = (): void => {
    if (this.#stopped) return;
    if (this.#gathering) {
      this.#untold = true;
      return;
    }
    this.#send();
    this.#gathering = setTimeout(() => {
      this.#gathering = undefined;
      if (!this.#untold) return;
      this.#untold = false;
      this.tell();
    }, GATHER_MS);
    this.#gathering.unref();
  };

  /** Hears and tells no more, but for what is still untold. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#gathering);
    if (this.#untold) this.#send();
    await this.#client?.end().catch(() => {});
  }

  #send(): void {
    this.#database
      .query(`SELECT pg_notify('scout ' || current_schema(), $1)`, [this.#instanceId])
      // The others find out by themselves a second later.
      .catch(() => {});
  }

  async #listen(): Promise<void> {
    const client = this.#database.createClient();
    this.#client = client;
    let ended = false;
    const again = (): void => {
      if (ended) return;
      ended = true;
      client.end().catch(() => {});
      if (this.#stopped) return;
      this.#timer = setTimeout(() => void this.#listen(), RECONNECT_MS);
      this.#timer.unref();
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', ({ payload }) => {
      if (payload !== this.#instanceId) this.#onNotice();
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ channel: string }>(`SELECT 'scout ' || current_schema() AS channel`);
      await client.query(`LISTEN ${client.escapeIdentifier(rows[0]?.channel ?? '')}`);
      // Whatever was told while nobody listened.
      this.#onNotice();
    } catch {
      again();
    }
  }
}
