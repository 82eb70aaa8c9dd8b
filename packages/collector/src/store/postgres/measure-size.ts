import { Client } from 'pg';

const ANSWER_WITHIN_MS = 5_000;

/** Bytes of all tables of Scout's schema in the database at `url`, with their indexes. Rejects when it cannot be asked. */
export async function measureSize(url: string): Promise<number> {
  const client = new Client({
    connectionString: url,
    application_name: 'scout',
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  // A connection that breaks rejects the query; unheard, the event would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ bytes: string }>(
      `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) AS bytes FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'`,
    );
    return Number(rows[0]?.bytes ?? 0);
  } finally {
    await client.end().catch(() => {});
  }
}
