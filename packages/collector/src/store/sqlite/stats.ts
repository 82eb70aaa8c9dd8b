import type { SQLInputValue } from 'node:sqlite';
import type { Stats } from '../log-views.ts';
import { HOUR_MS, splitWindow, sumTallies, type Range, type Tally } from '../tallies.ts';
import type { Connection } from './connection.ts';
import { countedUntil } from './counting.ts';

/** Latency percentiles are taken over this many of the newest deliveries. */
const LATENCY_SAMPLE = 2_000;

export function readStats(
  connection: Connection,
  { since, now, siteId }: { since: number; now: number; siteId?: string },
): Stats {
  const site = siteId === undefined ? '' : 'AND e.site_id = ?';
  const bound = (range: Range): SQLInputValue[] => [
    range.since,
    range.until,
    ...(siteId === undefined ? [] : [siteId]),
  ];
  const whole = bound({ since, until: now });
  const made = `FROM deliveries d INDEXED BY deliveries_created ${siteId === undefined ? '' : 'CROSS JOIN events e ON e.seq = d.event_seq'}
     WHERE d.created_at >= ? AND d.created_at <= ? ${site}`;

  const { hours, edges } = splitWindow({ since, now, countedUntil: countedUntil(connection) });
  const kept =
    hours === null
      ? []
      : connection.all<Tally>(
          `SELECT hour, subject, reason, sum(count) AS count FROM counts e WHERE hour >= ? AND hour <= ? ${site}
           GROUP BY 1, 2, 3`,
          ...bound(hours),
        );
  const counted = edges.flatMap((edge) => [
    ...connection
      .all<{ hour: number; received: number; identified: number }>(
        `SELECT e.received_at / ${HOUR_MS} * ${HOUR_MS} AS hour, count(*) AS received, count(e.email) AS identified
         FROM events e INDEXED BY events_received WHERE e.received_at >= ? AND e.received_at <= ? ${site} GROUP BY 1`,
        ...bound(edge),
      )
      .flatMap(({ hour, received, identified }): Tally[] => [
        { hour, subject: 'received', reason: '', count: received },
        { hour, subject: 'identified', reason: '', count: identified },
      ]),
    ...connection.all<Tally>(
      `SELECT d.created_at / ${HOUR_MS} * ${HOUR_MS} AS hour, d.status AS subject, coalesce(d.reason, '') AS reason,
              count(*) AS count ${made} GROUP BY 1, 2, 3`,
      ...bound(edge),
    ),
  ]);

  const orders = connection.get<Stats['orders']>(
    `SELECT count(*) AS received, coalesce(sum(EXISTS (SELECT 1 FROM deliveries d WHERE d.event_seq = e.seq
       AND d.status = 'delivered')), 0) AS delivered
     FROM events e INDEXED BY events_orders WHERE e.name = 'Purchase' AND e.received_at >= ? AND e.received_at <= ? ${site}`,
    ...whole,
  );
  return {
    ...sumTallies([...kept, ...counted]),
    latency_ms: latency(connection, made, whole),
    orders: orders ?? { received: 0, delivered: 0 },
    queue: readQueue(connection),
  };
}

function readQueue(connection: Connection): Stats['queue'] {
  const row = connection.get<Stats['queue']>(
    `SELECT count(*) AS depth, min(created_at) AS oldest_at,
            (SELECT count(*) FROM deliveries INDEXED BY deliveries_held WHERE status = 'held') AS held
     FROM deliveries INDEXED BY deliveries_waiting WHERE status IN ('queued', 'retrying')`,
  );
  return row ?? { depth: 0, held: 0, oldest_at: null };
}

function latency(connection: Connection, made: string, bound: SQLInputValue[]): Stats['latency_ms'] {
  const sample = connection
    .all<{ ms: number }>(
      `SELECT d.updated_at - d.created_at AS ms ${made} AND d.status = 'delivered' AND d.released_at IS NULL
       ORDER BY d.created_at DESC, d.id DESC LIMIT ${LATENCY_SAMPLE}`,
      ...bound,
    )
    .map((row) => row.ms)
    .toSorted((a, b) => a - b);
  const at = (share: number): number => sample[Math.min(sample.length - 1, Math.floor(sample.length * share))] ?? 0;
  return sample.length === 0 ? null : { p50: at(0.5), p95: at(0.95) };
}
