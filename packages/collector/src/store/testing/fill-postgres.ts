import { Client } from 'pg';
import { FOLD_COUNTS } from '../postgres/counting.ts';
import { crowdSql, visitorsSql, type Crowd } from './many-events.ts';

const SLICE = 200_000;
const TABLES = ['events', 'deliveries'];

/** Fills the empty store at `url`, which has the sites "shop" and "small" and the destination "klaviyo", with a crowd's events. */
export async function fillPostgres(url: string, crowd: Crowd): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    // Every row refers to what is there: the checks one by one would be most of the work. The store's own triggers count.
    for (const table of TABLES) {
      await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
      await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    }
    for (let from = 0; from < crowd.events; from += SLICE) {
      const to = Math.min(from + SLICE, crowd.events) - 1;
      await client.query(
        `WITH series AS (SELECT generate_series(${from}::bigint, ${to}) AS i), ${crowdSql(crowd)}, stored AS (
           INSERT INTO events (seq, site_id, id, name, received_at, visitor_id, email, order_id, test, linked, body)
           SELECT i + 1, site_id, id, name, received_at, visitor_id, email, order_id, test, false, body FROM made
         )
         INSERT INTO deliveries (id, event_seq, destination_id, metric, status, reason, priority, attempts, next_at, created_at, updated_at)
         SELECT i + 1, i + 1, 'klaviyo', name, status, reason, priority, CASE WHEN status = 'delivered' THEN 1 ELSE 0 END,
                received_at, received_at, updated_at FROM made`,
      );
    }
    const { count, email } = visitorsSql(crowd);
    await client.query(
      `INSERT INTO visitors (site_id, id, email, identity, consent, updated_at)
       SELECT 'shop', 'v' || i, ${email}, '{}', NULL, ${crowd.until} FROM generate_series(0, ${count}) i`,
    );
    await client.query(FOLD_COUNTS);
    for (const table of TABLES) {
      await client.query(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
      const key = table === 'events' ? 'seq' : 'id';
      await client.query(`SELECT setval(pg_get_serial_sequence('${table}', '${key}'), ${crowd.events})`);
    }
    await client.query('VACUUM ANALYZE');
  } finally {
    await client.end();
  }
}
