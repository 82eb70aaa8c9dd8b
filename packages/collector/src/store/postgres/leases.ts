import type { Lease } from '../store.ts';
import { closeInterruptedAttempts } from './attempts.ts';
import type { ConfigurationTables } from './configuration.ts';
import { NOW_MS, type Database } from './database.ts';

/** A collector that has gone without a word is followed by another after this. */
const LASTS_MS = 4_000;
/** Between the last look at a lease and the request's arrival may lie this much. */
const MARGIN_MS = 500;
const RENEW_EVERY_MS = 1_000;
/** The second in which a destination counts requests, and some time for the last one to arrive. */
const QUIET_MS = 1_250;

interface Held {
  token: number;
  /** By this process's own steady clock, and always sooner than the database's word for it. */
  heldUntil: number;
}

/** The leases of this collector, renewed every second. */
export class Leases {
  readonly #database: Database;
  readonly #configuration: ConfigurationTables;
  readonly #holder: string;
  readonly #held = new Map<string, Held>();
  readonly #listeners: (() => void)[] = [];
  readonly #timer: NodeJS.Timeout;
  #beating: Promise<void> | undefined;

  constructor(options: { database: Database; configuration: ConfigurationTables; holder: string }) {
    this.#database = options.database;
    this.#configuration = options.configuration;
    this.#holder = options.holder;
    this.#timer = setInterval(() => {
      this.#beating ??= this.#beat().finally(() => {
        this.#beating = undefined;
      });
    }, RENEW_EVERY_MS);
    this.#timer.unref();
  }

  onBeat(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async hold(name: string, now: number): Promise<Lease | null> {
    const asked = performance.now();
    const taken = await this.#database.transact(async (queries) => {
      const { query } = queries;
      await query(`INSERT INTO leases VALUES ($1, '', 0, 0) ON CONFLICT (name) DO NOTHING`, [name]);
      const { rows } = await query<{ token: number; past: number }>(
        `SELECT token, ${NOW_MS} - ends_at AS past FROM leases WHERE name = $1 FOR UPDATE`,
        [name],
      );
      const before = rows[0];
      if (!before || before.past < 0) return null;
      const token = before.token + 1;
      await query(`UPDATE leases SET holder = $2, token = $3, ends_at = ${NOW_MS} + ${LASTS_MS} WHERE name = $1`, [
        name,
        this.#holder,
        token,
      ]);
      await closeInterruptedAttempts(queries, name, now);
      const { rows: versions } = await query<{ version: number }>('SELECT version FROM configuration_version');
      await this.#configuration.catchUp(versions[0]?.version ?? 0, queries);
      return { token, quietMs: Math.max(0, QUIET_MS - before.past) };
    });
    if (!taken) return null;
    const held = { token: taken.token, heldUntil: asked + LASTS_MS - MARGIN_MS };
    this.#held.set(name, held);
    return {
      ...taken,
      isHeld: () => this.#isHeld(name, held),
      release: () => this.#release(name, held),
    };
  }

  /** Renews no more; what is still held ends by itself. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  /** Who has seen it run out has acted on it: from then on it is renewed no more. */
  #isHeld(name: string, held: Held): boolean {
    if (this.#held.get(name) !== held) return false;
    if (performance.now() < held.heldUntil) return true;
    this.#held.delete(name);
    return false;
  }

  async #release(name: string, held: Held): Promise<void> {
    if (this.#held.get(name) === held) this.#held.delete(name);
    await this.#database.query(
      `UPDATE leases SET ends_at = ${NOW_MS} WHERE name = $1 AND token = $2 AND ends_at > ${NOW_MS}`,
      [name, held.token],
    );
  }

  /** A beat that fails renews nothing: the leases run out, here first. */
  async #beat(): Promise<void> {
    const asked = performance.now();
    try {
      const { rows } = await this.#database.query<{ version: number; name: string | null; token: number | null }>(
        `WITH renewed AS (
           UPDATE leases l SET ends_at = ${NOW_MS} + ${LASTS_MS} FROM unnest($1::text[], $2::bigint[]) held (name, token)
           WHERE l.name = held.name AND l.token = held.token AND l.ends_at > ${NOW_MS} RETURNING l.name, l.token
         )
         SELECT c.version, r.name, r.token FROM configuration_version c LEFT JOIN renewed r ON true`,
        [[...this.#held.keys()], [...this.#held.values()].map((held) => held.token)],
      );
      for (const [name, held] of this.#held) {
        if (rows.some((row) => row.name === name && row.token === held.token)) {
          held.heldUntil = asked + LASTS_MS - MARGIN_MS;
        }
      }
      await this.#configuration.catchUp(rows[0]?.version ?? 0, this.#database);
    } catch {
      return;
    } finally {
      for (const listener of this.#listeners) listener();
    }
  }
}
