import type { NewDelivery, NewEvent } from '../store.ts';
import type { Queries } from './database.ts';
import { siteKey } from './site-key.ts';

export interface ArrivedEvent {
  siteId: string;
  receivedAt: number;
  new: NewEvent;
}

/** Stores events in the order given, each id of a site once. Resolves to the numbers of those that are new. */
export async function insertEvents(
  { query }: Queries,
  arrived: readonly ArrivedEvent[],
): Promise<Map<ArrivedEvent, number>> {
  const first = new Map<string, ArrivedEvent>();
  for (const one of arrived) {
    const key = siteKey(one.siteId, one.new.event.id);
    if (!first.has(key)) first.set(key, one);
  }
  const distinct = [...first.values()];
  if (distinct.length === 0) return new Map();
  const { rows } = await query<{ seq: number; site_id: string; id: string }>(
    `INSERT INTO events (site_id, id, name, received_at, visitor_id, email, order_id, test, linked, body)
     SELECT site_id, id, name, received_at, visitor_id, email, order_id, test, linked, body
     FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::boolean[],
       $9::boolean[], $10::text[])
       WITH ORDINALITY e (site_id, id, name, received_at, visitor_id, email, order_id, test, linked, body, place)
     ORDER BY place
     ON CONFLICT (id, site_id) DO NOTHING RETURNING seq, site_id, id`,
    [
      distinct.map((one) => one.siteId),
      distinct.map((one) => one.new.event.id),
      distinct.map((one) => one.new.event.name),
      distinct.map((one) => one.receivedAt),
      distinct.map((one) => one.new.event.context.visitor_id ?? null),
      distinct.map((one) => one.new.email),
      distinct.map((one) => one.new.event.order_id ?? null),
      distinct.map((one) => one.new.event.test),
      distinct.map((one) => one.new.event.context._kx !== undefined),
      distinct.map((one) => JSON.stringify(one.new.event)),
    ],
  );
  const stored = new Map<ArrivedEvent, number>();
  for (const { seq, site_id, id } of rows) {
    const one = first.get(siteKey(site_id, id));
    if (one) stored.set(one, seq);
  }
  return stored;
}

export async function insertDeliveries(
  { query }: Queries,
  made: readonly { seq: number; delivery: NewDelivery; now: number }[],
): Promise<void> {
  if (made.length === 0) return;
  await query(
    `INSERT INTO deliveries (event_seq, destination_id, metric, status, reason, priority, next_at, created_at, updated_at)
     SELECT event_seq, destination_id, metric, status, reason, priority, at, at, at
     FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[])
       WITH ORDINALITY d (event_seq, destination_id, metric, status, reason, priority, at, place)
     ORDER BY place`,
    [
      made.map((one) => one.seq),
      made.map(({ delivery }) => delivery.destination_id),
      made.map(({ delivery }) => delivery.metric),
      made.map(({ delivery }) => delivery.status),
      made.map(({ delivery }) => delivery.reason),
      made.map(({ delivery }) => delivery.priority),
      made.map((one) => one.now),
    ],
  );
}
