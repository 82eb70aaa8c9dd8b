import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { StoreUnavailableError } from '../store.ts';

type Row = Record<string, unknown>;

/** What arrives while another process holds the file waits this long for its commit. */
const LOCK_WAIT_MS = 5_000;
/** A held lock is looked at again after this. */
const LOCK_RETRY_MS = 10;
/** Writes of one transaction at most, so that what has piled up does not hold up the event loop either. */
const GROUP_SIZE = 500;

/**
 * One SQLite connection with prepared statements kept by their text, and a group commit: writes that are
 * asked for in the same turn of the event loop share one transaction and so one fsync. A file that another process
 * has locked is waited for without blocking; only while it is opened, until the first write, the wait blocks.
 * Reads never wait: in WAL mode nobody can keep them out while this connection is open.
 */
export class Connection {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #lockWaitMs: number;
  #waiting: WaitingWrite[] = [];
  #opening = true;
  /** Ends the wait for the next commit; undefined while nothing waits. */
  #cancel: (() => void) | undefined;

  /** `lockWaitMs`: how long a write waits for another process's lock before it is refused. Default 5,000. */
  constructor(path: string, { lockWaitMs = LOCK_WAIT_MS }: { lockWaitMs?: number } = {}) {
    this.#lockWaitMs = lockWaitMs;
    this.#db = new DatabaseSync(path, { timeout: lockWaitMs });
    this.#db.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -16000;
      PRAGMA journal_size_limit = 67108864;
    `);
  }

  get raw(): DatabaseSync {
    return this.#db;
  }

  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastInsertRowid: number } {
    const { changes, lastInsertRowid } = this.#statement(sql).run(...values);
    return { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid) };
  }

  get<T extends object = Row>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#statement(sql).get(...values) as T | undefined;
  }

  all<T extends object = Row>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  /**
   * Runs `write` in the next group's transaction and resolves with its result once that is on disk.
   * A write that throws is undone alone; the others of its group stand. `write` may run again after it was undone.
   * Rejects with StoreUnavailableError when it cannot be stored, after up to `lockWaitMs` of another's lock.
   */
  write<T>(write: () => T): Promise<T> {
    if (this.#opening) {
      this.#opening = false;
      this.#db.exec('PRAGMA busy_timeout = 0');
    }
    return new Promise<T>((resolve, reject) => {
      let result: T;
      this.#waiting.push({
        until: performance.now() + this.#lockWaitMs,
        apply: () => {
          result = write();
        },
        resolve: () => resolve(result),
        reject,
      });
      this.#commitSoon();
    });
  }

  /** What still waits is written now or never. */
  close(): void {
    for (const write of this.#waiting) write.until = 0;
    while (this.#waiting.length > 0) {
      this.#cancel?.();
      this.#commitGroup();
    }
    this.#cancel?.();
    this.#statements.clear();
    this.#db.close();
  }

  #commitSoon(): void {
    if (this.#cancel) return;
    const next = setImmediate(() => this.#commitGroup());
    this.#cancel = () => clearImmediate(next);
  }

  #commitGroup(): void {
    this.#cancel = undefined;
    const group = this.#waiting.splice(0, GROUP_SIZE);
    const undone = this.#store(group);
    if (undone.length > 0) this.#awaitLock(undone);
    else if (this.#waiting.length > 0) this.#commitSoon();
  }

  /** Settles each write of the group, but for those that found the file locked: it returns them. */
  #store(group: WaitingWrite[]): WaitingWrite[] {
    try {
      this.#transact(() => {
        for (const write of group) write.apply();
      });
    } catch (error) {
      if (isLocked(error)) return group;
      const [only, ...others] = group;
      if (others.length === 0) {
        only?.reject(asStoreError(error));
        return [];
      }
      // One of them is to blame: each gets its own transaction, and its own verdict.
      for (const [index, write] of group.entries()) {
        if (this.#store([write]).length > 0) return group.slice(index);
      }
      return [];
    }
    for (const write of group) write.resolve();
    return [];
  }

  /** They keep their place before all that came after them. */
  #awaitLock(undone: readonly WaitingWrite[]): void {
    const now = performance.now();
    const waiting = [...undone, ...this.#waiting];
    this.#waiting = waiting.filter((write) => write.until > now);
    for (const write of waiting) {
      if (write.until <= now) write.reject(new StoreUnavailableError('SQLite cannot write: the database is locked'));
    }
    if (this.#waiting.length === 0) return;
    const again = setTimeout(() => this.#commitGroup(), LOCK_RETRY_MS);
    this.#cancel = () => clearTimeout(again);
  }

  #transact(apply: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      apply();
      this.#db.exec('COMMIT');
    } catch (error) {
      // A full disk may have rolled back already.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

interface WaitingWrite {
  /** When it is refused if the file is still locked, on the process's steady clock. */
  until: number;
  apply: () => void;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const SQLITE_BUSY = 5;
/** SQLite's result codes for "not now": busy, locked, read-only, I/O error, full, can't open. */
const UNAVAILABLE = new Set([5, 6, 8, 10, 13, 14]);

function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: number }).errcode;
  return code === undefined ? undefined : code & 0xff;
}

function isLocked(error: unknown): boolean {
  return resultCode(error) === SQLITE_BUSY;
}

function asStoreError(error: unknown): unknown {
  if (UNAVAILABLE.has(resultCode(error) ?? 0)) {
    return new StoreUnavailableError(`SQLite cannot write: ${(error as Error).message}`, { cause: error });
  }
  return error;
}
