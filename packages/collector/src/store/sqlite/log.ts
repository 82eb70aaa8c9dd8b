import type { SQLInputValue } from 'node:sqlite';
import type { ScoutEvent } from '../event.ts';
import type { AttemptView, DeliveryView, EventView, LogFilter, LogPage, Stats, StatusCount } from '../log-views.ts';
import type { Connection } from './connection.ts';

const HOUR_MS = 3_600_000;
/** Latency percentiles are taken over this many of the newest deliveries. */
const LATENCY_SAMPLE = 2_000;

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
  const seq = byDelivery ? 'd.event_seq' : 'e.seq';
  if (filter.status !== undefined) require('d.status = ?', filter.status);
  if (filter.reason !== undefined) require('d.reason = ?', filter.reason);
  if (filter.destination_id !== undefined) require('d.destination_id = ?', filter.destination_id);
  if (page.before !== undefined) require(`${seq} < ?`, page.before);
  if (filter.name !== undefined) require('e.name = ?', filter.name);
  if (filter.email !== undefined) require('e.email = ?', filter.email);
  if (filter.site_id !== undefined) require('e.site_id = ?', filter.site_id);
  if (filter.test !== undefined) require('e.test = ?', Number(filter.test));
  if (filter.from !== undefined) require('e.received_at >= ?', filter.from);
  if (filter.until !== undefined) require('e.received_at < ?', filter.until);
  if (filter.q !== undefined) {
    const like = `%${filter.q.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    require(String.raw`e.seq IN (SELECT seq FROM events WHERE id = ? UNION SELECT seq FROM events WHERE order_id = ?
        UNION SELECT seq FROM events INDEXED BY events_email WHERE email IS NOT NULL AND email LIKE ? ESCAPE '\')`, filter.q, filter.q, like);
  }
  const from = byDelivery ? 'deliveries d CROSS JOIN events e ON e.seq = d.event_seq' : 'events e';
  const rows = connection.all<EventRow>(
    `SELECT e.seq, e.site_id, e.email, e.received_at, e.body FROM ${from}
     ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ${byDelivery ? 'GROUP BY d.event_seq' : ''} ORDER BY ${seq} DESC LIMIT ?`,
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

export function readStats(
  connection: Connection,
  { since, now, siteId }: { since: number; now: number; siteId?: string },
): Stats {
  const site = siteId === undefined ? '' : 'AND e.site_id = ?';
  const bound: SQLInputValue[] = siteId === undefined ? [since, now] : [since, now, siteId];
  const totals = connection.get<{ received: number; identified: number }>(
    `SELECT count(*) AS received, count(e.email) AS identified FROM events e
     WHERE e.received_at >= ? AND e.received_at <= ? ${site}`,
    ...bound,
  );
  const byDelivery = `FROM deliveries d ${siteId === undefined ? '' : 'JOIN events e ON e.seq = d.event_seq'}
     WHERE d.created_at >= ? AND d.created_at <= ? ${site}`;
  const queue = connection.get<{ depth: number; oldest_at: number | null }>(
    `SELECT count(*) AS depth, min(created_at) AS oldest_at FROM deliveries WHERE status IN ('queued', 'retrying')`,
  );
  const held = connection.get<{ held: number }>(`SELECT count(*) AS held FROM deliveries WHERE status = 'held'`);
  const orders = connection.get<{ received: number; delivered: number | null }>(
    `SELECT count(*) AS received, sum(EXISTS (SELECT 1 FROM deliveries d WHERE d.event_seq = e.seq
       AND d.status = 'delivered')) AS delivered
     FROM events e WHERE e.name = 'Purchase' AND e.received_at >= ? AND e.received_at <= ? ${site}`,
    ...bound,
  );
  return {
    received: totals?.received ?? 0,
    identified: totals?.identified ?? 0,
    by_status_and_hour: connection.all<StatusCount>(
      `SELECT d.created_at / ${HOUR_MS} * ${HOUR_MS} AS hour, d.status, count(*) AS count ${byDelivery}
       GROUP BY 1, 2 ORDER BY 1, 2`,
      ...bound,
    ),
    by_reason: connection.all<Stats['by_reason'][number]>(
      `SELECT d.status, d.reason, count(*) AS count ${byDelivery} AND d.reason IS NOT NULL
       GROUP BY 1, 2 ORDER BY 3 DESC`,
      ...bound,
    ),
    received_by_hour: connection.all<{ hour: number; count: number }>(
      `SELECT e.received_at / ${HOUR_MS} * ${HOUR_MS} AS hour, count(*) AS count FROM events e
       WHERE e.received_at >= ? AND e.received_at <= ? ${site} GROUP BY 1 ORDER BY 1`,
      ...bound,
    ),
    latency_ms: latency(connection, byDelivery, bound),
    orders: { received: orders?.received ?? 0, delivered: orders?.delivered ?? 0 },
    queue: { depth: queue?.depth ?? 0, held: held?.held ?? 0, oldest_at: queue?.oldest_at ?? null },
  };
}

function latency(connection: Connection, byDelivery: string, bound: SQLInputValue[]): Stats['latency_ms'] {
  const sample = connection
    .all<{ ms: number }>(
      `SELECT d.updated_at - d.created_at AS ms ${byDelivery} AND d.status = 'delivered' AND d.released_at IS NULL
       ORDER BY d.id DESC LIMIT ${LATENCY_SAMPLE}`,
      ...bound,
    )
    .map((row) => row.ms)
    .toSorted((a, b) => a - b);
  const at = (share: number): number => sample[Math.min(sample.length - 1, Math.floor(sample.length * share))] ?? 0;
  return sample.length === 0 ? null : { p50: at(0.5), p95: at(0.95) };
}
