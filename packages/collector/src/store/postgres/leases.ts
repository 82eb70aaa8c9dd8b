import type { Lease } from '../store.ts';
import { wantedLease } from '../wanted-lease.ts';
import { closeInterruptedAttempts } from './attempts.ts';
import type { ConfigurationTables } from './configuration.ts';
import { NOW_MS, type Database, type Queries } from './database.ts';
import { Notices } from './notices.ts';

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
  /** Another collector waits for it: it is held until it is released, but for nothing new. */
  wanted: boolean;
}

interface BeatRow {
  version: number;
  /** A lease that was renewed; null when there was none. */
  name: string | null;
  token: number | null;
  /** Whether another collector waits for it. */
  wanted: boolean;
}

/** The leases of this collector, renewed every second; with each beat, and at each notice, it hears of the others. */
export class Leases {
  readonly #database: Database;
  readonly #configuration: ConfigurationTables;
  readonly #holder: string;
  readonly #held = new Map<string, Held>();
  readonly #listeners: (() => void)[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #notices: Notices;
  #beating: Promise<void> | undefined;
  #beatAgain = false;

  constructor(options: { database: Database; configuration: ConfigurationTables; holder: string }) {
    this.#database = options.database;
    this.#configuration = options.configuration;
    this.#holder = options.holder;
    this.#timer = setInterval(() => this.#beatSoon(), RENEW_EVERY_MS);
    this.#timer.unref();
    this.#notices = new Notices({
      database: this.#database,
      instanceId: this.#holder,
      onNotice: () => this.#beatSoon(),
    });
    this.#database.onChange(this.#notices.tell);
  }

  onBeat(listener: () => void): void {
    this.#listeners.push(listener);
  }

  async hold(name: string, now: number): Promise<Lease | null> {
    if (await this.#isTaken(name)) return null;
    const asked = performance.now();
    const taken = await this.#take(name, now);
    if (!taken) return null;
    this.#notices.tell();
    const held = { token: taken.token, heldUntil: asked + LASTS_MS - MARGIN_MS, wanted: false };
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
    await this.#notices.stop();
    await this.#beating;
  }

  /** A look that locks nothing: collectors that wait ask often. */
  async #isTaken(name: string): Promise<boolean> {
    const { rows } = await this.#database.query(
      `SELECT 1 FROM leases WHERE (name = $1 OR (name = $2 AND holder <> $3)) AND ends_at > ${NOW_MS} LIMIT 1`,
      [name, wantedLease(name), this.#holder],
    );
    return rows.length > 0;
  }

  async #take(name: string, now: number): Promise<{ token: number; quietMs: number } | null> {
    const take = async (queries: Queries): Promise<{ token: number; quietMs: number } | null> => {
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
    };
    return this.#database.transact(take, { quiet: true });
  }

  /** Who has seen it run out has acted on it: from then on it is renewed no more. */
  #isHeld(name: string, held: Held): boolean {
    if (this.#held.get(name) !== held || held.wanted) return false;
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
    this.#notices.tell();
  }

  /** What comes in during a beat is answered by the next. */
  #beatSoon(): void {
    if (this.#beating) {
      this.#beatAgain = true;
      return;
    }
    this.#beating = this.#beat().finally(() => {
      this.#beating = undefined;
      if (!this.#beatAgain) return;
      this.#beatAgain = false;
      this.#beatSoon();
    });
  }

  /** A beat that fails renews nothing: the leases run out, here first. */
  async #beat(): Promise<void> {
    const asked = performance.now();
    const names = [...this.#held.keys()];
    const held = [...this.#held.values()];
    try {
      const { rows } = await this.#database.query<BeatRow>(
        `WITH renewed AS (
           UPDATE leases l SET ends_at = ${NOW_MS} + ${LASTS_MS} FROM unnest($1::text[], $2::bigint[], $3::text[]) held (name, token, wanted)
           WHERE l.name = held.name AND l.token = held.token AND l.ends_at > ${NOW_MS} RETURNING l.name, l.token, held.wanted
         )
         SELECT c.version, r.name, r.token, w.name IS NOT NULL AS wanted FROM configuration_version c
         LEFT JOIN renewed r ON true
         LEFT JOIN leases w ON w.name = r.wanted AND w.holder <> $4 AND w.ends_at > ${NOW_MS}`,
        [names, held.map(({ token }) => token), names.map(wantedLease), this.#holder],
      );
      for (const [name, own] of this.#held) {
        const renewed = rows.find((row) => row.name === name && row.token === own.token);
        if (!renewed) continue;
        own.heldUntil = asked + LASTS_MS - MARGIN_MS;
        own.wanted ||= renewed.wanted;
      }
      await this.#configuration.catchUp(rows[0]?.version ?? 0, this.#database);
    } catch {
      return;
    } finally {
      for (const listener of this.#listeners) listener();
    }
  }
}
