import { Client, DatabaseError, Pool, TypeOverrides, types, type PoolClient, type QueryResultRow } from 'pg';
import { StoreUnavailableError } from '../store.ts';

const POOL_SIZE = 8;
const CONNECT_WITHIN_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 20_000;
/** The server's own timeout comes first; this one is for a server that has gone without a word. */
const ANSWER_WITHIN_MS = 25_000;
/** A transaction whose collector has gone without a word gives its locks back after this. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** Two transactions that wait for each other: one is undone and made again. */
const TRIES = 5;

/** Numbers up to 2^53 are all that this schema holds. */
const numbers = new TypeOverrides();
numbers.setTypeParser(types.builtins.INT8, Number);

/** The database's clock, in ms since 1970: the one clock that all collectors share. */
export const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

export interface Queries {
  /**
   * Runs one statement. Arrays go to `unnest`. Each run is planned for its own values: a plan kept since a table was
   * empty would read all of it when it is not.
   */
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
  /** Changes nothing that another collector waits for. */
  quiet?: boolean;
}

/** A pool of connections to one PostgreSQL, whose errors that mean "not now" are StoreUnavailableError. */
export class Database implements Queries {
  readonly #pool: Pool;
  readonly #url: string;
  #onChange = (): void => {};

  constructor(url: string) {
    this.#url = url;
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
  readonly query = <Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Answer<Row>> =>
    this.#use((client) => this.#ask<Row>(client, sql, values));

  /** Runs `work` in one transaction; whatever it throws undoes it. `work` may run again after a deadlock. */
  transact<T>(
    work: (queries: Queries) => Promise<T>,
    { first = '', patient = false, quiet = false }: TransactOptions = {},
  ): Promise<T> {
    return this.#use(async (client) => {
      try {
        await client.query(`BEGIN; ${patient ? 'SET LOCAL statement_timeout = 0;' : ''} ${first}`);
        const result = await work({ query: (sql, values = []) => this.#ask(client, sql, values, patient) });
        await client.query('COMMIT');
        if (!quiet) this.#onChange();
        return result;
      } catch (error) {
        if (!isFromTheWire(error)) await client.query('ROLLBACK');
        throw error;
      }
    });
  }

  /** Calls `listener` after each transaction that was not quiet. One listener at a time. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** A connection outside of the pool, not yet opened. */
  createClient(): Client {
    return new Client({
      connectionString: this.#url,
      application_name: 'scout',
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      keepAlive: true,
    });
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #use<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      const client = await this.#connect();
      let broken = false;
      try {
        return await work(client);
      } catch (error) {
        broken = isFromTheWire(error);
        if (tries >= TRIES || !isCollision(error)) throw toStoreError(error);
      } finally {
        client.release(broken);
      }
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
        text: sql,
        values: values.map(withoutNul),
        ...(patient ? { query_timeout: 3_600_000 } : {}),
      });
      return { rows, count: rowCount ?? 0 };
    } catch (error) {
      throw error instanceof DatabaseError ? error : unavailable(error);
    }
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
  return isFromTheWire(error) ? unavailable(error) : error;
}

/** The connection failed, not the statement: what pg and Node report without an SQLSTATE. */
function isFromTheWire(error: unknown): boolean {
  if (error instanceof DatabaseError) return false;
  if (error instanceof StoreUnavailableError || (error as NodeJS.ErrnoException).code !== undefined) return true;
  return /^(Connection terminated|timeout exceeded|Query read timeout|Client )/.test((error as Error).message);
}

function unavailable(error: unknown): StoreUnavailableError {
  if (error instanceof StoreUnavailableError) return error;
  return new StoreUnavailableError(`PostgreSQL cannot be used now: ${(error as Error).message}`, { cause: error });
}
