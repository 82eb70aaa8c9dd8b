import type { ScoutEvent } from '../event.ts';
import type { ClaimInput, DueDelivery } from '../store.ts';
import type { Queries } from './database.ts';

/** Each priority has its own run in the index of what is due. */
const PRIORITIES = 'generate_series(0, 5) p (priority)';

interface DueRow extends Omit<DueDelivery, 'event'> {
  body: string;
}

/** What is due. Under the lease of its destination this is a pure read: nobody else sends these. */
export async function claim({ query }: Queries, input: ClaimInput): Promise<DueDelivery[]> {
  const { destinationId, now, limit, exclude } = input;
  const { rows } = await query<DueRow>(
    // Each step is done once and in this order, whatever the planner believes about tables that have just grown.
    `WITH due AS MATERIALIZED (
       SELECT d.* FROM ${PRIORITIES} CROSS JOIN LATERAL (
         SELECT id, destination_id, event_seq, metric, priority, attempts, ambiguous, next_at,
                coalesce(released_at, created_at) AS due_since FROM deliveries
         WHERE destination_id = $1 AND priority = p.priority AND next_at <= $2 AND status IN ('queued', 'retrying')
           AND id NOT IN (SELECT unnest($4::bigint[]))
         ORDER BY next_at, id LIMIT $3) d
       ORDER BY d.priority, d.next_at, d.id LIMIT $3
     )
     SELECT d.id, d.destination_id, d.metric, d.priority, d.attempts, d.ambiguous, e.received_at, d.due_since, e.email,
            e.country, e.body, EXISTS (
              SELECT 1 FROM events n CROSS JOIN LATERAL (
                SELECT destination_id, status FROM deliveries WHERE event_seq = n.seq OFFSET 0) m
              WHERE n.email = e.email AND n.seq > d.event_seq
                AND m.destination_id = d.destination_id AND m.status IN ('queued', 'retrying', 'delivered')
            ) AS superseded
     FROM due d CROSS JOIN LATERAL (
       SELECT e.received_at, e.email, e.body, s.country FROM events e JOIN sites s ON s.id = e.site_id
       WHERE e.seq = d.event_seq LIMIT 1) e
     ORDER BY d.priority, d.next_at, d.id`,
    [destinationId, now, limit, exclude],
  );
  return rows.map(({ body, ...row }) => ({ ...row, event: JSON.parse(body) as ScoutEvent }));
}

export async function nextDueAt(
  { query }: Queries,
  destinationId: string,
  exclude: readonly number[],
): Promise<number | null> {
  const { rows } = await query<{ next_at: number | null }>(
    `SELECT min(d.next_at) AS next_at FROM ${PRIORITIES} CROSS JOIN LATERAL (
       SELECT next_at FROM deliveries
       WHERE destination_id = $1 AND priority = p.priority AND status IN ('queued', 'retrying')
         AND id NOT IN (SELECT unnest($2::bigint[]))
       ORDER BY next_at, id LIMIT 1) d`,
    [destinationId, exclude],
  );
  return rows[0]?.next_at ?? null;
}
