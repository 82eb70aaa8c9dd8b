import { MOVES } from '../states.ts';
import type { Database } from './database.ts';

/** Rows handled in one transaction, so that intake never waits long for the sweep. */
const SLICE = 2_000;

/** Skips what waited too long to learn whose it is. */
export async function skipExpired(
  database: Database,
  { now, holdMs }: { now: number; holdMs: (destinationId: string) => number },
): Promise<number> {
  let skipped = 0;
  const { rows } = await database.query<{ id: string }>('SELECT id FROM destinations');
  for (const { id } of rows) {
    skipped += await inSlices(
      database,
      `UPDATE deliveries SET status = '${MOVES.skip.to}', reason = CASE reason WHEN 'no_email' THEN 'never_identified' ELSE 'consent_unanswered' END, updated_at = $1
       WHERE id IN (SELECT id FROM deliveries WHERE destination_id = $2 AND status = 'held'
         AND reason IN ('no_email', 'consent_pending') AND created_at < $3 LIMIT ${SLICE} FOR UPDATE SKIP LOCKED)`,
      [now, id, now - holdMs(id)],
    );
  }
  return skipped;
}

/** Removes events (and all that hangs on them) received before `before`, and attempts and visitors as old. */
export async function removeOld(database: Database, before: number): Promise<number> {
  const slice = (from: string, age: string): string =>
    `DELETE FROM ${from} WHERE ctid = ANY (ARRAY (SELECT ctid FROM ${from} WHERE ${age} < $1 LIMIT ${SLICE} FOR UPDATE SKIP LOCKED))`;
  const removed = await inSlices(database, slice('events', 'received_at'), [before]);
  await inSlices(database, slice('attempts', 'started_at'), [before]);
  await inSlices(database, slice('visitors', 'updated_at'), [before]);
  return removed;
}

async function inSlices(database: Database, sql: string, values: readonly unknown[]): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await database.transact(async ({ query }) => (await query(sql, values)).count);
    total += count;
    if (count < SLICE) return total;
  }
}
