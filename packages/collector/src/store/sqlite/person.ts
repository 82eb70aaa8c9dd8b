import type { Person } from '../log-views.ts';
import type { Connection } from './connection.ts';
import { readEvents } from './log.ts';
import { toVisitor, type VisitorRow } from '../visitor-row.ts';

/** All that is kept about an address: the same events that `forget` would erase. */
export function readPerson(connection: Connection, email: string): Person {
  const visitors = connection.all<VisitorRow>('SELECT * FROM visitors WHERE email = ? ORDER BY updated_at', email);
  const seqs = connection.all<{ seq: number }>(
    `SELECT seq FROM events WHERE email = ? UNION
     SELECT e.seq FROM visitors v JOIN events e ON e.site_id = v.site_id AND e.visitor_id = v.id
       AND (e.email IS NULL OR e.email = v.email) WHERE v.email = ? ORDER BY 1`,
    email,
    email,
  );
  return {
    visitors: visitors.map(toVisitor),
    events: readEvents(
      connection,
      seqs.map((row) => row.seq),
    ),
  };
}
