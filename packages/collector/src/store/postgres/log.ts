import type { ScoutEvent } from '../event.ts';
import type { AttemptView, DeliveryView, EventView, LogFilter, LogPage } from '../log-views.ts';
import { ADDRESSES_LOOKED_UP, SHUFFLED_WITHIN_MS } from '../log-bounds.ts';
import type { Queries } from './database.ts';

export interface EventRow {
  seq: number;
  site_id: string;
  email: string | null;
  received_at: number;
  body: string;
}

type DeliveryRow = DeliveryView & { event_seq: number };

export async function readLog(
  queries: Queries,
  filter: LogFilter,
  page: { before?: number; limit: number },
): Promise<LogPage> {
  const conditions: string[] = [];
  const values: unknown[] = [];
  /** `?` in the condition stands for the value. */
  const require = (condition: string, value: unknown): void => {
    values.push(value);
    conditions.push(condition.replaceAll('?', `$${values.length}`));
  };
  const byDelivery = filter.status !== undefined || filter.reason !== undefined || filter.destination_id !== undefined;
  const seq = byDelivery ? 'd.event_seq' : 'e.seq';
  if (filter.status !== undefined) require('d.status = ?', filter.status);
  if (filter.reason !== undefined) require('d.reason = ?', filter.reason);
  if (filter.destination_id !== undefined) require('d.destination_id = ?', filter.destination_id);
  if (page.before !== undefined) {
    require('e.seq < ?', page.before);
    // Said of both: the planner may read either of them from its end.
    if (byDelivery) require('d.event_seq < ?', page.before);
  }
  if (filter.name !== undefined) require('e.name = ?', filter.name);
  if (filter.email !== undefined) require('e.email = ?', filter.email);
  if (filter.site_id !== undefined) require('e.site_id = ?', filter.site_id);
  // In words that the index of test events knows.
  if (filter.test !== undefined) conditions.push(filter.test ? 'e.test' : 'NOT e.test');
  if (filter.from !== undefined) {
    require('e.received_at >= ?', filter.from);
    require(`${seq} > coalesce((SELECT seq FROM events WHERE received_at < ? ORDER BY received_at DESC LIMIT 1), 0)`, filter.from -
      SHUFFLED_WITHIN_MS);
  }
  if (filter.until !== undefined) {
    require('e.received_at < ?', filter.until);
    require(`${seq} < coalesce((SELECT seq FROM events WHERE received_at >= ? ORDER BY received_at LIMIT 1), ${Number.MAX_SAFE_INTEGER})`, filter.until +
      SHUFFLED_WITHIN_MS);
  }
  if (filter.q !== undefined) {
    const part = filter.q.toLowerCase();
    const addresses = await queries.query<{ email: string }>(
      `SELECT email FROM addresses WHERE position($1 IN email) > 0 LIMIT ${ADDRESSES_LOOKED_UP + 1}`,
      [part],
    );
    const exact = `$${values.push(filter.q)}`;
    if (addresses.count > ADDRESSES_LOOKED_UP) {
      require(`(position(? IN e.email) > 0 OR e.id = ${exact} OR e.order_id = ${exact})`, part);
    } else {
      require(`${seq} = ANY (ARRAY (SELECT seq FROM events WHERE id = ${exact}
        UNION SELECT seq FROM events WHERE order_id = ${exact}
        UNION SELECT n.seq FROM unnest(?::text[]) a (email) CROSS JOIN LATERAL (
          SELECT seq FROM events WHERE email = a.email OFFSET 0) n))`, addresses.rows.map((row) => row.email));
    }
  }
  values.push(page.limit + 1);
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const { rows } = await queries.query<EventRow>(
    byDelivery
      ? `SELECT DISTINCT ON (d.event_seq) e.seq, e.site_id, e.email, e.received_at, e.body
         FROM deliveries d JOIN events e ON e.seq = d.event_seq ${where}
         ORDER BY d.event_seq DESC LIMIT $${values.length}`
      : `SELECT e.seq, e.site_id, e.email, e.received_at, e.body FROM events e ${where}
         ORDER BY e.seq DESC LIMIT $${values.length}`,
    values,
  );
  const more = rows.length > page.limit;
  const events = await withDeliveries(queries, rows.slice(0, page.limit));
  return { events, next: more ? (events.at(-1)?.seq ?? null) : null };
}

export async function readLogEntry(
  queries: Queries,
  eventId: string,
): Promise<{ event: EventView; attempts: AttemptView[] } | null> {
  const { rows } = await queries.query<EventRow>(
    'SELECT seq, site_id, email, received_at, body FROM events WHERE id = $1 ORDER BY seq DESC LIMIT 1',
    [eventId],
  );
  const [event] = await withDeliveries(queries, rows);
  if (!event) return null;
  const attempts = await queries.query<AttemptView>(
    `SELECT a.id, l.delivery_id, a.started_at, a.finished_at, a.method, a.path, a.request, a.delivery_count, a.status,
            a.answer, a.latency_ms
     FROM deliveries d JOIN attempt_deliveries l ON l.delivery_id = d.id JOIN attempts a ON a.id = l.attempt_id
     WHERE d.event_seq = $1 ORDER BY a.id`,
    [event.seq],
  );
  return { event, attempts: attempts.rows };
}

export async function findDelivery(queries: Queries, deliveryId: number): Promise<EventView | null> {
  const { rows } = await queries.query<EventRow>(
    `SELECT e.seq, e.site_id, e.email, e.received_at, e.body FROM deliveries d JOIN events e ON e.seq = d.event_seq
     WHERE d.id = $1`,
    [deliveryId],
  );
  return (await withDeliveries(queries, rows))[0] ?? null;
}

export async function withDeliveries(queries: Queries, rows: readonly EventRow[]): Promise<EventView[]> {
  if (rows.length === 0) return [];
  const deliveries = await queries.query<DeliveryRow>(
    `SELECT id, event_seq, destination_id, metric, status, reason, note, attempts, next_at, created_at, updated_at
     FROM deliveries WHERE event_seq = ANY ($1::bigint[]) ORDER BY id`,
    [rows.map((row) => row.seq)],
  );
  const bySeq = Map.groupBy(deliveries.rows, (delivery) => delivery.event_seq);
  return rows.map(({ body, ...row }) => ({
    ...row,
    event: JSON.parse(body) as ScoutEvent,
    deliveries: (bySeq.get(row.seq) ?? []).map(({ event_seq: _, ...delivery }) => delivery),
  }));
}
