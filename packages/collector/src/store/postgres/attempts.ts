import type { AttemptEnd, AttemptStart } from '../store.ts';
import { clip } from '../clip.ts';
import { NOW_MS, type Queries } from './database.ts';

/** Of the attempts of one delivery, the newest are kept. */
const KEPT_ATTEMPTS = 50;

/** Makes a request known, if the lease it is made under is still the destination's. */
export async function beginAttempt({ query }: Queries, start: AttemptStart): Promise<number> {
  const { rows } = await query<{ id: number }>(
    `WITH lease AS (
       SELECT 1 FROM leases WHERE name = $1 AND token = $2 AND ends_at > ${NOW_MS} FOR SHARE
     ), attempt AS (
       INSERT INTO attempts (destination_id, started_at, method, path, request, delivery_count)
       SELECT $1, $3, $4, $5, $6, cardinality($7::bigint[]) FROM lease RETURNING id
     ), carried AS (
       INSERT INTO attempt_deliveries (delivery_id, attempt_id)
       SELECT delivery_id, attempt.id FROM attempt, unnest($7::bigint[]) delivery_id
     )
     SELECT id FROM attempt`,
    [
      start.destinationId,
      start.lease.token,
      start.startedAt,
      start.method,
      start.path,
      clip(start.body),
      start.deliveryIds,
    ],
  );
  const [attempt] = rows;
  if (!attempt) throw new Error('The lease of this destination has passed to another collector');
  return attempt.id;
}

/**
 * A request that ended without an answer may have been processed all the same: its deliveries become ambiguous.
 * One that was closed as interrupted meanwhile gets its true answer, but does not count twice.
 */
export async function endAttempt({ query }: Queries, end: AttemptEnd): Promise<void> {
  await query(
    `WITH before AS (
       SELECT id, finished_at IS NULL AS open FROM attempts WHERE id = $1 FOR UPDATE
     ), ended AS (
       UPDATE attempts a SET finished_at = $2, status = $3, answer = $4, latency_ms = $5 FROM before WHERE a.id = before.id
     )
     UPDATE deliveries d SET attempts = d.attempts + before.open::int, ambiguous = d.ambiguous OR $6, updated_at = $2
     FROM before, attempt_deliveries l WHERE l.attempt_id = before.id AND d.id = l.delivery_id`,
    [
      end.attemptId,
      end.finishedAt,
      end.status,
      clip(end.answer),
      end.latencyMs,
      end.status === null || end.status >= 500,
    ],
  );
  await query(
    `DELETE FROM attempt_deliveries l USING (
       SELECT d.id, (SELECT o.attempt_id FROM attempt_deliveries o WHERE o.delivery_id = d.id
                     ORDER BY o.attempt_id DESC LIMIT 1 OFFSET ${KEPT_ATTEMPTS}) AS oldest
       FROM attempt_deliveries a JOIN deliveries d ON d.id = a.delivery_id
       WHERE a.attempt_id = $1 AND d.attempts > ${KEPT_ATTEMPTS}) many
     WHERE l.delivery_id = many.id AND l.attempt_id <= many.oldest`,
    [end.attemptId],
  );
}

/** What was under way when the last holder of the lease ended: nobody knows whether it was processed. */
export async function closeInterruptedAttempts(queries: Queries, destinationId: string, now: number): Promise<void> {
  const { rows } = await queries.query<{ id: number; started_at: number }>(
    'SELECT id, started_at FROM attempts WHERE destination_id = $1 AND finished_at IS NULL ORDER BY id',
    [destinationId],
  );
  for (const { id, started_at } of rows) {
    const answer = 'The collector stopped before the answer came.';
    await endAttempt(queries, {
      attemptId: id,
      status: null,
      answer,
      latencyMs: 0,
      finishedAt: Math.max(now, started_at),
    });
  }
}
