import { MOVES } from '../states.ts';
import { FOLD_COUNTS } from './counting.ts';
import type { Database } from './database.ts';
import { removeEvents } from './remove-events.ts';

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
  let removed = 0;
  for (;;) {
    const count = await database.transact(async (queries) => {
      const { rows } = await queries.query<{ seq: number }>(
        `SELECT seq FROM events WHERE received_at < $1 ORDER BY received_at LIMIT ${SLICE} FOR UPDATE SKIP LOCKED`,
        [before],
      );
      return removeEvents(
        queries,
        rows.map((row) => row.seq),
      );
    });
    removed += count;
    if (count < SLICE) break;
  }
  const slice = (from: string, age: string): string =>
    `DELETE FROM ${from} WHERE ctid = ANY (ARRAY (SELECT ctid FROM ${from} WHERE ${age} < $1 LIMIT ${SLICE} FOR UPDATE SKIP LOCKED))`;
  await inSlices(database, slice('attempts', 'started_at'), [before]);
  await inSlices(database, slice('visitors', 'updated_at'), [before]);
  return removed;
}

/** Keeps the counts few: each batch adds some. */
export async function foldCounts(database: Database): Promise<void> {
  await database.query(FOLD_COUNTS);
}

async function inSlices(database: Database, sql: string, values: readonly unknown[]): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await database.transact(async ({ query }) => (await query(sql, values)).count);
    total += count;
    if (count < SLICE) return total;
  }
}
