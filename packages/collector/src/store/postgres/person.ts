import type { Person } from '../log-views.ts';
import type { Database, Queries } from './database.ts';
import { withDeliveries, type EventRow } from './log.ts';
import { removeEvents } from './remove-events.ts';
import { toVisitor, type VisitorRow } from '../visitor-row.ts';

/** The events of the address $1: those that carry it, and the nameless ones of its visitors. */
const MINE = `SELECT seq FROM events WHERE email = $1 UNION
  SELECT e.seq FROM visitors v JOIN events e ON e.site_id = v.site_id AND e.visitor_id = v.id
    AND (e.email IS NULL OR e.email = v.email) WHERE v.email = $1`;

/** All that is kept about an address: the same events that `forget` would erase. */
export async function readPerson(queries: Queries, email: string): Promise<Person> {
  const visitors = await queries.query<VisitorRow>('SELECT * FROM visitors WHERE email = $1 ORDER BY updated_at', [
    email,
  ]);
  const events = await queries.query<EventRow>(
    `SELECT seq, site_id, email, received_at, body FROM events WHERE seq IN (${MINE}) ORDER BY seq`,
    [email],
  );
  return { visitors: visitors.rows.map(toVisitor), events: await withDeliveries(queries, events.rows) };
}

/** Erases a person: their events with deliveries, the attempts that carried them, and their identities. */
export function forget(database: Database, email: string): Promise<number> {
  return database.transact(
    async (queries) => {
      const { query } = queries;
      await query(
        `DELETE FROM attempts WHERE id IN (SELECT l.attempt_id FROM attempt_deliveries l
           JOIN deliveries d ON d.id = l.delivery_id WHERE d.event_seq IN (${MINE}))`,
        [email],
      );
      const { rows } = await query<{ seq: number }>(MINE, [email]);
      const count = await removeEvents(
        queries,
        rows.map((row) => row.seq),
      );
      await query('DELETE FROM visitors WHERE email = $1', [email]);
      return count;
    },
    { patient: true },
  );
}
