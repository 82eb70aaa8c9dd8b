import type { Stats, StatusCount } from '../log-views.ts';
import type { Queries } from './database.ts';

const HOUR_MS = 3_600_000;
/** Latency percentiles are taken over this many of the newest deliveries. */
const LATENCY_SAMPLE = 2_000;

export async function readStats(
  queries: Queries,
  { since, now, siteId }: { since: number; now: number; siteId?: string },
): Promise<Stats> {
  const site = siteId === undefined ? '' : 'AND e.site_id = $3';
  const bound = siteId === undefined ? [since, now] : [since, now, siteId];
  const received = `FROM events e WHERE e.received_at >= $1 AND e.received_at <= $2 ${site}`;
  const events = siteId === undefined ? '' : 'JOIN events e ON e.seq = d.event_seq';
  const made = `FROM deliveries d ${events} WHERE d.created_at >= $1 AND d.created_at <= $2 ${site}`;

  const hours = await queries.query<{ hour: number; count: number; identified: number }>(
    `SELECT e.received_at / ${HOUR_MS} * ${HOUR_MS} AS hour, count(*) AS count, count(e.email) AS identified
     ${received} GROUP BY 1 ORDER BY 1`,
    bound,
  );
  const statuses = await queries.query<StatusCount>(
    `SELECT d.created_at / ${HOUR_MS} * ${HOUR_MS} AS hour, d.status, count(*) AS count ${made} GROUP BY 1, 2 ORDER BY 1, 2`,
    bound,
  );
  const reasons = await queries.query<Stats['by_reason'][number]>(
    `SELECT d.status, d.reason, count(*) AS count ${made} AND d.reason IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC`,
    bound,
  );
  const orders = await queries.query<{ received: number; delivered: number }>(
    `SELECT count(*) AS received, count(*) FILTER (WHERE EXISTS (
       SELECT 1 FROM deliveries d WHERE d.event_seq = e.seq AND d.status = 'delivered')) AS delivered
     ${received} AND e.name = 'Purchase'`,
    bound,
  );
  const queue = await queries.query<{ depth: number; held: number; oldest_at: number | null }>(
    `SELECT count(*) AS depth, min(created_at) AS oldest_at,
            (SELECT count(*) FROM deliveries WHERE status = 'held') AS held
     FROM deliveries WHERE status IN ('queued', 'retrying')`,
  );
  return {
    received: hours.rows.reduce((sum, hour) => sum + hour.count, 0),
    identified: hours.rows.reduce((sum, hour) => sum + hour.identified, 0),
    by_status_and_hour: statuses.rows,
    by_reason: reasons.rows,
    received_by_hour: hours.rows.map(({ hour, count }) => ({ hour, count })),
    latency_ms: await readLatency(queries, made, bound),
    orders: orders.rows[0] ?? { received: 0, delivered: 0 },
    queue: queue.rows[0] ?? { depth: 0, held: 0, oldest_at: null },
  };
}

async function readLatency({ query }: Queries, made: string, bound: readonly unknown[]): Promise<Stats['latency_ms']> {
  const { rows } = await query<{ ms: number }>(
    `SELECT d.updated_at - d.created_at AS ms ${made} AND d.status = 'delivered' AND d.released_at IS NULL
     ORDER BY d.id DESC LIMIT ${LATENCY_SAMPLE}`,
    bound,
  );
  const sample = rows.map((row) => row.ms).toSorted((a, b) => a - b);
  const at = (share: number): number => sample[Math.min(sample.length - 1, Math.floor(sample.length * share))] ?? 0;
  return sample.length === 0 ? null : { p50: at(0.5), p95: at(0.95) };
}
