import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { StoreUnavailableError } from '../store.ts';

type Row = Record<string, unknown>;

/**
 * One SQLite connection with prepared statements kept by their text, and a group commit: writes that are
 * asked for in the same turn of the event loop share one transaction and so one fsync.
 */
export class Connection {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #group: GroupedWrite[] = [];

  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: 5_000 });
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
   * A write that throws is undone alone; the others of its group stand.
   */
  write<T>(write: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#group.length === 0) setImmediate(() => this.#commitGroup());
      let result: T;
      this.#group.push({
        apply: () => {
          result = write();
        },
        resolve: () => resolve(result),
        reject,
      });
    });
  }

  close(): void {
    if (this.#group.length > 0) this.#commitGroup();
    this.#statements.clear();
    this.#db.close();
  }

  #commitGroup(): void {
    const group = this.#group;
    this.#group = [];
    try {
      this.#transact(() => {
        for (const write of group) write.apply();
      });
    } catch (error) {
      if (group.length === 1) return group[0]?.reject(asStoreError(error));
      // One of them is to blame: each gets its own transaction, and its own verdict.
      for (const write of group) {
        try {
          this.#transact(write.apply);
          write.resolve();
        } catch (own) {
          write.reject(asStoreError(own));
        }
      }
      return;
    }
    for (const write of group) write.resolve();
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

interface GroupedWrite {
  apply: () => void;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** SQLite's result codes for "not now": busy, locked, read-only, I/O error, full, can't open. */
const UNAVAILABLE = new Set([5, 6, 8, 10, 13, 14]);

function asStoreError(error: unknown): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (code !== undefined && UNAVAILABLE.has(code & 0xff)) {
    return new StoreUnavailableError(`SQLite cannot write: ${(error as Error).message}`, { cause: error });
  }
  return error;
}
