import { MOVES } from '../states.ts';
import type { Connection } from './connection.ts';

/** Rows handled in one transaction, so that intake never waits long for the sweep. */
const SLICE = 2_000;

/** Skips what waited too long to learn whose it is. */
export async function skipExpired(
  connection: Connection,
  { now, holdMs }: { now: number; holdMs: (destinationId: string) => number },
): Promise<number> {
  let skipped = 0;
  const destinations = connection.all<{ id: string }>('SELECT id FROM destinations');
  for (const { id } of destinations) {
    for (;;) {
      const changes = await connection.write(
        () =>
          connection.run(
            `UPDATE deliveries SET status = '${MOVES.skip.to}', reason = CASE reason WHEN 'no_email' THEN 'never_identified' ELSE 'consent_unanswered' END, updated_at = ?
             WHERE id IN (SELECT id FROM deliveries WHERE destination_id = ? AND status = 'held'
               AND reason IN ('no_email', 'consent_pending') AND created_at < ? LIMIT ${SLICE})`,
            now,
            id,
            now - holdMs(id),
          ).changes,
      );
      skipped += changes;
      if (changes < SLICE) break;
    }
  }
  return skipped;
}

/** Removes events (and all that hangs on them) received before `before`, and attempts and visitors as old. */
export async function removeOld(connection: Connection, before: number): Promise<number> {
  const slices = [
    `DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE received_at < ? LIMIT ${SLICE})`,
    `DELETE FROM attempts WHERE id IN (SELECT id FROM attempts WHERE started_at < ? LIMIT ${SLICE})`,
    `DELETE FROM visitors WHERE (site_id, id) IN (SELECT site_id, id FROM visitors WHERE updated_at < ? LIMIT ${SLICE})`,
  ];
  let removed = 0;
  for (const [index, sql] of slices.entries()) {
    for (;;) {
      const { changes } = await connection.write(() => connection.run(sql, before));
      if (index === 0) removed += changes;
      if (changes < SLICE) break;
    }
  }
  await connection.write(() => connection.run('DELETE FROM counts WHERE count = 0'));
  return removed;
}

/** Erases a person: their events with deliveries, the attempts that carried them, and their identities. */
export function forget(connection: Connection, email: string): number {
  const mine = `SELECT seq FROM events WHERE email = ? UNION
    SELECT e.seq FROM visitors v JOIN events e ON e.site_id = v.site_id AND e.visitor_id = v.id
      AND (e.email IS NULL OR e.email = v.email) WHERE v.email = ?`;
  connection.run(
    `DELETE FROM attempts WHERE id IN (SELECT l.attempt_id FROM attempt_deliveries l
       JOIN deliveries d ON d.id = l.delivery_id WHERE d.event_seq IN (${mine}))`,
    email,
    email,
  );
  const { changes } = connection.run(`DELETE FROM events WHERE seq IN (${mine})`, email, email);
  connection.run('DELETE FROM visitors WHERE email = ?', email);
  return changes;
}
