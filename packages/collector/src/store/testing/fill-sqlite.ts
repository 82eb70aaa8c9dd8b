import { DatabaseSync } from 'node:sqlite';
import { crowdSql, visitorsSql, type Crowd } from './many-events.ts';

const SLICE = 200_000;

/** Fills the empty store in the file at `path`, which has the sites "shop" and "small" and the destination "klaviyo", with a crowd's events. */
export function fillSqlite(path: string, crowd: Crowd): void {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;');
    for (let from = 0; from < crowd.events; from += SLICE) {
      const to = Math.min(from + SLICE, crowd.events) - 1;
      const made = `WITH RECURSIVE series (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM series WHERE i < ${to}), ${crowdSql(crowd)}`;
      db.exec(
        `BEGIN;
         ${made} INSERT INTO events (seq, site_id, id, name, received_at, visitor_id, email, order_id, test, body)
         SELECT i + 1, site_id, id, name, received_at, visitor_id, email, order_id, test, body FROM made;
         ${made} INSERT INTO deliveries (id, event_seq, destination_id, metric, status, reason, priority, attempts, next_at, created_at, updated_at)
         SELECT i + 1, i + 1, 'klaviyo', name, status, reason, priority, CASE WHEN status = 'delivered' THEN 1 ELSE 0 END,
                received_at, received_at, updated_at FROM made;
         COMMIT;`,
      );
    }
    const { count, email } = visitorsSql(crowd);
    db.exec(
      `WITH RECURSIVE series (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM series WHERE i < ${count})
       INSERT INTO visitors (site_id, id, email, identity, consent, updated_at)
       SELECT 'shop', 'v' || i, ${email}, '{}', NULL, ${crowd.until} FROM series;
       PRAGMA wal_checkpoint(TRUNCATE);`,
    );
  } finally {
    db.close();
  }
}
