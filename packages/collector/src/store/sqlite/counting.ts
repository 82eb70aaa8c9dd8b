import { HOUR_MS } from '../tallies.ts';
import type { Connection } from './connection.ts';

type By = 1 | -1;
type Row = 'NEW' | 'OLD';

const upsert = (by: By, select: string): string =>
  `INSERT INTO counts (hour, site_id, subject, reason, destination_id, event, metric, count) ${select}
   ON CONFLICT DO UPDATE SET count = count + ${by};`;

const event = (by: By, row: Row, { subject, when = 'true' }: { subject: string; when?: string }): string =>
  upsert(
    by,
    `SELECT ${row}.received_at / ${HOUR_MS} * ${HOUR_MS}, ${row}.site_id, '${subject}', '', '', '', '', ${by} WHERE ${when}`,
  );
const received = (by: By, row: Row): string => event(by, row, { subject: 'received' });
const identified = (by: By, row: Row): string =>
  event(by, row, { subject: 'identified', when: `${row}.email IS NOT NULL` });

/** What a delivery is counted under; `e` is its event. Tests are no way that a rule sends events. */
const columns = (d: string): string =>
  `${d}.created_at / ${HOUR_MS} * ${HOUR_MS}, e.site_id, ${d}.status, coalesce(${d}.reason, ''), ${d}.destination_id,
   iif(e.test, '', e.name), coalesce(${d}.metric, '')`;
const delivery = (by: By, row: Row): string =>
  upsert(by, `SELECT ${columns(row)}, ${by} FROM events e WHERE e.seq = ${row}.event_seq`);

/** Rows of the hours that are counted already. */
const counted = (at: string): string => `${at} < (SELECT until FROM counted)`;

/**
 * Keeps beside the log what cannot be read off ten million rows in passing: how many there are of each kind in each
 * hour, and the addresses in it, each once. The sweep counts an hour when it is over (`countHours`); what changes in
 * counted hours is counted with the change. The hour under way costs intake nothing.
 */
export const COUNTING = `
  CREATE TABLE counted (until INTEGER NOT NULL) STRICT;
  INSERT INTO counted VALUES (0);
  CREATE TABLE counts (
    hour INTEGER NOT NULL, site_id TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT NOT NULL,
    destination_id TEXT NOT NULL, event TEXT NOT NULL, metric TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (hour, site_id, subject, reason, destination_id, event, metric)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER events_named AFTER UPDATE OF email ON events WHEN ${counted('NEW.received_at')} BEGIN
    ${identified(-1, 'OLD')} ${identified(1, 'NEW')}
  END;
  -- Before their event goes, while it still tells whose they are.
  CREATE TRIGGER events_leaving BEFORE DELETE ON events BEGIN DELETE FROM deliveries WHERE event_seq = OLD.seq; END;
  CREATE TRIGGER events_gone AFTER DELETE ON events WHEN ${counted('OLD.received_at')} BEGIN
    ${received(-1, 'OLD')} ${identified(-1, 'OLD')}
  END;
  CREATE TRIGGER deliveries_moved AFTER UPDATE OF status, reason, metric ON deliveries WHEN ${counted('NEW.created_at')} BEGIN
    ${delivery(-1, 'OLD')} ${delivery(1, 'NEW')}
  END;
  CREATE TRIGGER deliveries_gone AFTER DELETE ON deliveries WHEN ${counted('OLD.created_at')} BEGIN
    ${delivery(-1, 'OLD')}
  END;

  CREATE TABLE addresses (email TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  INSERT INTO addresses SELECT DISTINCT email FROM events WHERE email IS NOT NULL;
  CREATE TRIGGER addresses_arrived AFTER INSERT ON events WHEN NEW.email IS NOT NULL BEGIN
    INSERT INTO addresses VALUES (NEW.email) ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER addresses_told AFTER UPDATE OF email ON events WHEN NEW.email IS NOT NULL BEGIN
    INSERT INTO addresses VALUES (NEW.email) ON CONFLICT DO NOTHING;
  END;
  CREATE TRIGGER addresses_gone AFTER DELETE ON events WHEN OLD.email IS NOT NULL BEGIN
    DELETE FROM addresses WHERE email = OLD.email AND NOT EXISTS (SELECT 1 FROM events WHERE email = OLD.email);
  END;
`;

/** The first hour that is not counted yet. */
export function countedUntil(connection: Connection): number {
  return connection.get<{ until: number }>('SELECT until FROM counted')?.until ?? 0;
}

/** What arrives in an hour that is counted, because the clock was set back, has that hour and the later ones counted again. */
export function uncountFrom(connection: Connection, at: number): void {
  if (at >= countedUntil(connection)) return;
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
  connection.run('DELETE FROM counts WHERE hour >= ?', hour);
  connection.run('UPDATE counted SET until = ?', hour);
}

/** Counts every hour that is over, one write each. */
export async function countHours(connection: Connection, now: number): Promise<void> {
  const end = Math.floor(now / HOUR_MS) * HOUR_MS;
  while (countedUntil(connection) < end) await connection.write(() => countNextHour(connection, end));
}

/** An hour without anything in it is passed over with all like it. */
function countNextHour(connection: Connection, end: number): void {
  const until = countedUntil(connection);
  const next = connection.get<{ at: number | null }>(
    `SELECT min(at) AS at FROM (SELECT (SELECT min(received_at) FROM events WHERE received_at >= ?) AS at
       UNION ALL SELECT (SELECT min(created_at) FROM deliveries WHERE created_at >= ?)) first`,
    until,
    until,
  )?.at;
  const hour = Math.floor((next ?? end) / HOUR_MS) * HOUR_MS;
  if (hour >= end) {
    connection.run('UPDATE counted SET until = ?', end);
    return;
  }
  connection.run(
    `INSERT INTO counts SELECT ?1, site_id, subject, '', '', '', '', count(*) FROM (
       SELECT site_id, 'received' AS subject FROM events INDEXED BY events_received WHERE received_at >= ?1 AND received_at < ?2
       UNION ALL
       SELECT site_id, 'identified' FROM events INDEXED BY events_received
       WHERE received_at >= ?1 AND received_at < ?2 AND email IS NOT NULL) one GROUP BY site_id, subject`,
    hour,
    hour + HOUR_MS,
  );
  connection.run(
    `INSERT INTO counts SELECT ${columns('d')}, count(*)
     FROM deliveries d INDEXED BY deliveries_created CROSS JOIN events e ON e.seq = d.event_seq
     WHERE d.created_at >= ? AND d.created_at < ? GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    hour,
    hour + HOUR_MS,
  );
  connection.run('UPDATE counted SET until = ?', hour + HOUR_MS);
}
