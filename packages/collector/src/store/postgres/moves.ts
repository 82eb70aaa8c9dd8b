import { MOVES, type Move, type Reason } from '../states.ts';
import type { Fate, Requeue } from '../store.ts';
import type { DestinationStatus } from '../configuration.ts';
import { insertDeliveries } from './insert-events.ts';
import type { Queries } from './database.ts';

const BY_FATE = { delivered: 'deliver', retry: 'postpone', held: 'hold', rejected: 'fail' } as const satisfies Record<
  Fate['kind'],
  Move
>;

/** Moves deliveries as their fates say, those that may move: all in one statement. */
export async function applyFates(
  { query }: Queries,
  { fates, now }: { fates: ReadonlyMap<number, Fate>; now: number },
): Promise<void> {
  if (fates.size === 0) return;
  const moves = [...fates].map(([id, fate]) => ({
    id,
    ...MOVES[BY_FATE[fate.kind]],
    reason: fate.kind === 'delivered' ? null : fate.reason,
    note: fate.note ?? null,
    nextAt: fate.kind === 'retry' ? fate.at : now,
  }));
  await query(
    `UPDATE deliveries d SET status = f.status, reason = f.reason, note = f.note, next_at = f.next_at, updated_at = $7
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
       f (id, allowed, status, reason, note, next_at)
     WHERE d.id = f.id AND d.status = ANY (string_to_array(f.allowed, ','))`,
    [
      moves.map((move) => move.id),
      moves.map((move) => move.from.join(',')),
      moves.map((move) => move.to),
      moves.map((move) => move.reason),
      moves.map((move) => move.note),
      moves.map((move) => move.nextAt),
      now,
    ],
  );
}

/** Holds all that waits when a destination stops, and releases what only it held when it goes on. */
export async function moveDestination(
  { query }: Queries,
  { destinationId, status, now }: { destinationId: string; status: DestinationStatus; now: number },
): Promise<void> {
  if (status === 'ACTIVE') {
    await query(
      `UPDATE deliveries SET status = '${MOVES.release.to}', reason = NULL, next_at = $2, updated_at = $2,
         released_at = $2
       WHERE destination_id = $1 AND status = 'held' AND reason IN ('destination_error', 'destination_paused')`,
      [destinationId, now],
    );
    return;
  }
  const reason: Reason = status === 'PAUSED' ? 'destination_paused' : 'destination_error';
  await query(
    `UPDATE deliveries SET status = '${MOVES.hold.to}', reason = $2, updated_at = $3
     WHERE destination_id = $1 AND status IN ('queued', 'retrying')`,
    [destinationId, reason, now],
  );
  await query(
    `UPDATE deliveries SET reason = $2, updated_at = $3
     WHERE destination_id = $1 AND status = 'held' AND reason IN ('destination_error', 'destination_paused')
       AND reason <> $2`,
    [destinationId, reason, now],
  );
}

/** Makes everything that waits for a retry due now. */
export async function hurry({ query }: Queries, destinationId: string, now: number): Promise<void> {
  await query(
    `UPDATE deliveries SET next_at = $2 WHERE destination_id = $1 AND next_at > $2 AND status IN ('queued', 'retrying')`,
    [destinationId, now],
  );
}

/** Puts deliveries (back) in the queue. Resolves to the destinations to wake. */
export async function requeue(queries: Queries, items: readonly Requeue[], now: number): Promise<string[]> {
  const made = items.filter((item) => item.delivery_id === null);
  const known = items.filter((item) => item.delivery_id !== null);
  await insertDeliveries(
    queries,
    made.map(({ event_seq, delivery }) => ({ seq: event_seq, delivery, now })),
  );
  if (known.length > 0) {
    await queries.query(
      `UPDATE deliveries d SET metric = r.metric, status = r.status, reason = r.reason, note = NULL,
         priority = r.priority, next_at = $6, updated_at = $6, released_at = $6
       FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::int[]) r (id, metric, status, reason, priority)
       WHERE d.id = r.id`,
      [
        known.map((item) => item.delivery_id),
        known.map(({ delivery }) => delivery.metric),
        known.map(({ delivery }) => delivery.status),
        known.map(({ delivery }) => delivery.reason),
        known.map(({ delivery }) => delivery.priority),
        now,
      ],
    );
  }
  return [
    ...new Set(
      items.filter(({ delivery }) => delivery.status === 'queued').map(({ delivery }) => delivery.destination_id),
    ),
  ];
}
