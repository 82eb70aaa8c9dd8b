import { CONFIGURATION_LOCK } from './locks.ts';

const HOUR = 3_600_000;

/** What a delivery is counted under; `e` is its event. Tests are no way that a rule sends events. */
const countedUnder = (d: string): string =>
  `${d}.created_at / ${HOUR} * ${HOUR}, e.site_id, ${d}.status, coalesce(${d}.reason, ''), ${d}.destination_id,
   CASE WHEN e.test THEN '' ELSE e.name END, coalesce(${d}.metric, '')`;
/** Found by its number, one by one, whatever the planner believes of the rows of a statement. */
const itsEvent = (d: string): string =>
  `CROSS JOIN LATERAL (SELECT site_id, name, test FROM events WHERE seq = ${d}.event_seq OFFSET 0) e`;

/**
 * Without joins of one side of a change with the other: a function's plan is made for the few rows of its first call,
 * and kept.
 */
export const COUNTING: readonly string[] = [
  `CREATE TABLE counts (
     hour bigint NOT NULL, site_id text NOT NULL, subject text NOT NULL, reason text NOT NULL DEFAULT '',
     destination_id text NOT NULL DEFAULT '', event text NOT NULL DEFAULT '', metric text NOT NULL DEFAULT '',
     count bigint NOT NULL
   ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000)`,
  `COMMENT ON TABLE counts IS
     'What is where, by hour of arrival: rows are added, never changed, and summed up when read. The sweep folds them.'`,
  `INSERT INTO counts (hour, site_id, subject, count)
     SELECT h.hour, h.site_id, s.subject, s.count FROM (
       SELECT received_at / ${HOUR} * ${HOUR} AS hour, site_id, count(*) AS received, count(email) AS identified
       FROM events GROUP BY 1, 2) h
     CROSS JOIN LATERAL (VALUES ('received', h.received), ('identified', h.identified)) s (subject, count)`,
  `INSERT INTO counts SELECT ${countedUnder('d')}, count(*)
     FROM deliveries d JOIN events e ON e.seq = d.event_seq GROUP BY 1, 2, 3, 4, 5, 6, 7`,
  `CREATE TABLE addresses (email text PRIMARY KEY)`,
  `COMMENT ON TABLE addresses IS 'Those in the events, each once: a part of one is looked for here.'`,
  `INSERT INTO addresses SELECT DISTINCT email FROM events WHERE email IS NOT NULL`,
  `ANALYZE addresses`,

  // An address that two collectors add and remove at once: whoever removes one lets nothing be admitted meanwhile.
  `CREATE FUNCTION count_events() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE orphans text[];
   BEGIN
     IF TG_OP = 'INSERT' THEN
       INSERT INTO counts (hour, site_id, subject, count)
         SELECT received_at / ${HOUR} * ${HOUR}, site_id, 'received', count(*) FROM new_rows GROUP BY 1, 2;
       INSERT INTO counts (hour, site_id, subject, count)
         SELECT received_at / ${HOUR} * ${HOUR}, site_id, 'identified', count(*) FROM new_rows
         WHERE email IS NOT NULL GROUP BY 1, 2;
     ELSIF TG_OP = 'UPDATE' THEN
       INSERT INTO counts (hour, site_id, subject, count)
         SELECT received_at / ${HOUR} * ${HOUR}, site_id, 'identified', sum(count)
         FROM (SELECT n.*, 1 AS count FROM new_rows n UNION ALL SELECT o.*, -1 FROM old_rows o) changed
         WHERE email IS NOT NULL GROUP BY 1, 2 HAVING sum(count) <> 0;
     ELSE
       INSERT INTO counts (hour, site_id, subject, count)
         SELECT received_at / ${HOUR} * ${HOUR}, site_id, 'received', -count(*) FROM old_rows GROUP BY 1, 2;
       INSERT INTO counts (hour, site_id, subject, count)
         SELECT received_at / ${HOUR} * ${HOUR}, site_id, 'identified', -count(*) FROM old_rows
         WHERE email IS NOT NULL GROUP BY 1, 2;
       -- Each address is looked for once: among the index's dead entries of many events it takes its time.
       orphans := ARRAY (SELECT o.email FROM (SELECT DISTINCT email FROM old_rows WHERE email IS NOT NULL) o
         WHERE NOT EXISTS (SELECT FROM events e WHERE e.email = o.email OFFSET 0));
       IF cardinality(orphans) > 0 THEN
         PERFORM pg_advisory_xact_lock(${CONFIGURATION_LOCK});
         DELETE FROM addresses a USING unnest(orphans) o (email) WHERE a.email = o.email
           AND NOT EXISTS (SELECT FROM events e WHERE e.email = o.email OFFSET 0);
       END IF;
       RETURN NULL;
     END IF;
     INSERT INTO addresses SELECT DISTINCT email FROM new_rows WHERE email IS NOT NULL ORDER BY 1 ON CONFLICT DO NOTHING;
     RETURN NULL;
   END $$`,
  `CREATE FUNCTION count_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF TG_OP = 'INSERT' THEN
       INSERT INTO counts SELECT ${countedUnder('n')}, count(*) FROM new_rows n ${itsEvent('n')} GROUP BY 1, 2, 3, 4, 5, 6, 7;
     ELSIF TG_OP = 'UPDATE' THEN
       INSERT INTO counts
         SELECT ${countedUnder('c')}, sum(c.count)
         FROM (SELECT event_seq, created_at, destination_id, status, reason, metric, sum(count) AS count
               FROM (SELECT n.*, 1 AS count FROM new_rows n UNION ALL SELECT o.*, -1 FROM old_rows o) both_sides
               GROUP BY id, 1, 2, 3, 4, 5, 6 HAVING sum(count) <> 0) c
           ${itsEvent('c')}
         GROUP BY 1, 2, 3, 4, 5, 6, 7;
     ELSIF EXISTS (SELECT FROM old_rows) THEN
       INSERT INTO counts SELECT ${countedUnder('o')}, -count(*) FROM old_rows o ${itsEvent('o')} GROUP BY 1, 2, 3, 4, 5, 6, 7;
     END IF;
     RETURN NULL;
   END $$`,
  ...['events', 'deliveries'].flatMap((table) => [
    `CREATE TRIGGER count_inserted AFTER INSERT ON ${table} REFERENCING NEW TABLE AS new_rows
       FOR EACH STATEMENT EXECUTE FUNCTION count_${table}()`,
    `CREATE TRIGGER count_updated AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
       FOR EACH STATEMENT EXECUTE FUNCTION count_${table}()`,
    `CREATE TRIGGER count_deleted AFTER DELETE ON ${table} REFERENCING OLD TABLE AS old_rows
       FOR EACH STATEMENT EXECUTE FUNCTION count_${table}()`,
  ]),
];

/** Sums up the rows of each count; what collectors add meanwhile, or fold themselves, stays exact. */
export const FOLD_COUNTS = `
  WITH spent AS (
    DELETE FROM counts WHERE (hour, site_id, subject, reason, destination_id, event, metric) IN (
      SELECT hour, site_id, subject, reason, destination_id, event, metric FROM counts
      GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING count(*) > 1 OR sum(count) = 0)
    RETURNING *
  )
  INSERT INTO counts SELECT hour, site_id, subject, reason, destination_id, event, metric, sum(count) FROM spent
  GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(count) <> 0`;
