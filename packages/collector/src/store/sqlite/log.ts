import type { SQLInputValue } from 'node:sqlite';
import type { ScoutEvent } from '../event.ts';
import type { AttemptView, DeliveryView, EventView, LogFilter, LogPage } from '../log-views.ts';
import { ADDRESSES_LOOKED_UP, SHUFFLED_WITHIN_MS } from '../log-bounds.ts';
import type { Connection } from './connection.ts';

interface EventRow {
  seq: number;
  site_id: string;
  email: string | null;
  received_at: number;
  body: string;
}

type DeliveryRow = DeliveryView & { event_seq: number };

export function readLog(connection: Connection, filter: LogFilter, page: { before?: number; limit: number }): LogPage {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const require = (condition: string, ...bound: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...bound);
  };
  const byDelivery = filter.status !== undefined || filter.reason !== undefined || filter.destination_id !== undefined;
  // One person's events are few: their deliveries are looked at. Otherwise the deliveries lead to the events.
  const deliveriesFirst = byDelivery && filter.email === undefined;
  const seq = deliveriesFirst ? 'd.event_seq' : 'e.seq';
  if (filter.status !== undefined) require('d.status = ?', filter.status);
  if (filter.reason !== undefined) require('d.reason = ?', filter.reason);
  if (filter.destination_id !== undefined) require('d.destination_id = ?', filter.destination_id);
  if (page.before !== undefined) require(`${seq} < ?`, page.before);
  if (filter.name !== undefined) require('e.name = ?', filter.name);
  if (filter.email !== undefined) require('e.email = ?', filter.email);
  if (filter.site_id !== undefined) require('e.site_id = ?', filter.site_id);
  // In words that the index of test events knows.
  if (filter.test !== undefined) require(filter.test ? 'e.test = 1' : 'e.test = 0');
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
    const addresses = connection.all<{ email: string }>(
      `SELECT email FROM addresses WHERE instr(email, ?) LIMIT ${ADDRESSES_LOOKED_UP + 1}`,
      part,
    );
    if (addresses.length > ADDRESSES_LOOKED_UP) {
      require('(instr(e.email, ?) OR e.id = ? OR e.order_id = ?)', part, filter.q, filter.q);
    } else {
      require(`${seq} IN (SELECT seq FROM events WHERE id = ? UNION SELECT seq FROM events WHERE order_id = ?
        UNION SELECT n.seq FROM json_each(?) a CROSS JOIN events n ON n.email = a.value)`, filter.q, filter.q, JSON.stringify(
        addresses.map((row) => row.email),
      ));
    }
  }
  const joined = deliveriesFirst ? 'deliveries d CROSS JOIN events e' : 'events e CROSS JOIN deliveries d';
  const from = byDelivery ? `${joined} ON e.seq = d.event_seq` : 'events e';
  const rows = connection.all<EventRow>(
    `SELECT e.seq, e.site_id, e.email, e.received_at, e.body FROM ${from}
     ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ${byDelivery ? `GROUP BY ${seq}` : ''} ORDER BY ${seq} DESC LIMIT ?`,
    ...values,
    page.limit + 1,
  );
  const more = rows.length > page.limit;
  const events = withDeliveries(connection, rows.slice(0, page.limit));
  return { events, next: more ? (events.at(-1)?.seq ?? null) : null };
}

export function readLogEntry(
  connection: Connection,
  eventId: string,
): { event: EventView; attempts: AttemptView[] } | null {
  const row = connection.get<EventRow>(
    'SELECT seq, site_id, email, received_at, body FROM events WHERE id = ? ORDER BY seq DESC LIMIT 1',
    eventId,
  );
  if (!row) return null;
  const [event] = withDeliveries(connection, [row]);
  if (!event) return null;
  const attempts = connection.all<AttemptView>(
    `SELECT a.id, l.delivery_id, a.started_at, a.finished_at, a.method, a.path, a.request, a.delivery_count, a.status,
            a.answer, a.latency_ms
     FROM deliveries d JOIN attempt_deliveries l ON l.delivery_id = d.id JOIN attempts a ON a.id = l.attempt_id
     WHERE d.event_seq = ? ORDER BY a.id`,
    row.seq,
  );
  return { event, attempts };
}

export function findDelivery(connection: Connection, deliveryId: number): EventView | null {
  const rows = connection.all<EventRow>(
    `SELECT e.seq, e.site_id, e.email, e.received_at, e.body FROM deliveries d JOIN events e ON e.seq = d.event_seq
     WHERE d.id = ?`,
    deliveryId,
  );
  return withDeliveries(connection, rows)[0] ?? null;
}

/** The events with these numbers, oldest first. */
export function readEvents(connection: Connection, seqs: readonly number[]): EventView[] {
  const rows = connection.all<EventRow>(
    `SELECT seq, site_id, email, received_at, body FROM events WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq`,
    JSON.stringify(seqs),
  );
  return withDeliveries(connection, rows);
}

function withDeliveries(connection: Connection, rows: readonly EventRow[]): EventView[] {
  const deliveries = connection.all<DeliveryRow>(
    `SELECT id, event_seq, destination_id, metric, status, reason, note, attempts, next_at, created_at, updated_at
     FROM deliveries WHERE event_seq IN (SELECT value FROM json_each(?)) ORDER BY id`,
    JSON.stringify(rows.map((row) => row.seq)),
  );
  const bySeq = Map.groupBy(deliveries, (delivery) => delivery.event_seq);
  return rows.map(({ body, ...row }) => ({
    ...row,
    event: JSON.parse(body) as ScoutEvent,
    deliveries: (bySeq.get(row.seq) ?? []).map(({ event_seq: _, ...delivery }) => delivery),
  }));
}
