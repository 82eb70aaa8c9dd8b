import { DatabaseError, Pool, TypeOverrides, types, type PoolClient, type QueryResultRow } from 'pg';
import { StoreUnavailableError } from '../store.ts';

const POOL_SIZE = 8;
const CONNECT_WITHIN_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 20_000;
/** The server's own timeout comes first; this one is for a server that has gone without a word. */
const ANSWER_WITHIN_MS = 25_000;
/** A transaction whose collector has gone without a word gives its locks back after this. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** Two transactions that wait for each other: one is undone and made again. */
const TRANSACTION_TRIES = 5;

/** Numbers up to 2^53 are all that this schema holds. */
const numbers = new TypeOverrides();
numbers.setTypeParser(types.builtins.INT8, Number);

/** The database's clock, in ms since 1970: the one clock that all collectors share. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

export interface Queries {
  /** Runs one statement, prepared once a connection. Arrays go to `unnest`. */
  query<Row extends QueryResultRow = QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Answer<Row>>;
}

export interface Answer<Row> {
  rows: Row[];
  count: number;
}

export interface TransactOptions {
  /** Statements sent with BEGIN, in the same packet. They take no values. */
  first?: string;
  /** For removals that may take long. */
  patient?: boolean;
}

/** A pool of connections to one PostgreSQL, whose errors that mean "not now" are StoreUnavailableError. */
export class Database implements Queries {
  readonly #pool: Pool;
  readonly #names = new Map<string, string>();

  constructor(url: string) {
    this.#pool = new Pool({
      connectionString: url,
      application_name: 'scout',
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      query_timeout: ANSWER_WITHIN_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
      types: numbers,
    });
    // An idle connection that breaks is replaced by the next query; unheard, the event would end the process.
    this.#pool.on('error', () => {});
  }

  /** Bound to its database, so that it can be handed on by itself. */
  readonly query = async <Row extends QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Answer<Row>> => {
    const client = await this.#connect();
    let broken = true;
    try {
      const answer = await this.#ask<Row>(client, sql, values);
      broken = false;
      return answer;
    } catch (error) {
      broken = !(error instanceof DatabaseError);
      throw toStoreError(error);
    } finally {
      client.release(broken);
    }
  };

  /** Runs `work` in one transaction; whatever it throws undoes it. `work` may run again after a deadlock. */
  async transact<T>(work: (queries: Queries) => Promise<T>, options: TransactOptions = {}): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#transactOnce(work, options);
      } catch (error) {
        if (tries < TRANSACTION_TRIES && isCollision(error)) continue;
        throw toStoreError(error);
      }
    }
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #transactOnce<T>(
    work: (queries: Queries) => Promise<T>,
    { first = '', patient = false }: TransactOptions,
  ): Promise<T> {
    const client = await this.#connect();
    let broken = true;
    try {
      await client.query(`BEGIN; ${patient ? 'SET LOCAL statement_timeout = 0;' : ''} ${first}`);
      const result = await work({ query: (sql, values = []) => this.#ask(client, sql, values, patient) });
      await client.query('COMMIT');
      broken = false;
      return result;
    } catch (error) {
      broken = await client.query('ROLLBACK').then(
        () => false,
        () => true,
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async #ask<Row extends QueryResultRow>(
    client: PoolClient,
    sql: string,
    values: readonly unknown[],
    patient = false,
  ): Promise<Answer<Row>> {
    try {
      const { rows, rowCount } = await client.query<Row>({
        name: this.#nameOf(sql),
        text: sql,
        values: values.map(withoutNul),
        ...(patient ? { query_timeout: 3_600_000 } : {}),
      });
      return { rows, count: rowCount ?? 0 };
    } catch (error) {
      throw error instanceof DatabaseError ? error : unavailable(error);
    }
  }

  #nameOf(sql: string): string {
    let name = this.#names.get(sql);
    if (name === undefined) {
      name = `scout_${this.#names.size}`;
      this.#names.set(sql, name);
    }
    return name;
  }
}

/** PostgreSQL's text has no NUL; whatever a shop sends is stored all the same. Bodies are JSON and keep it, escaped. */
function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
  return Array.isArray(value) ? value.map(withoutNul) : value;
}

/** Serialization failure, deadlock. */
function isCollision(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

/** SQLSTATE classes and codes that say "not now": connection, resources, shutdown, read-only, timeouts, collisions, I/O. */
const NOT_NOW = /^(08|53|57P|40|25006|25P03|55P03|57014|58030)/;

function toStoreError(error: unknown): unknown {
  if (error instanceof DatabaseError) return NOT_NOW.test(error.code ?? '') ? unavailable(error) : error;
  const { code } = error as NodeJS.ErrnoException;
  const fromTheWire = code !== undefined || /^(Connection terminated|timeout exceeded)/.test((error as Error).message);
  return fromTheWire ? unavailable(error) : error;
}

function unavailable(error: unknown): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  return new StoreUnavailableError(`PostgreSQL cannot be used now: ${(error as Error).message}`, { cause: error });
}
