import type { Stats } from '../log-views.ts';
import { HOUR_MS, splitWindow, sumTallies, type Range, type Tally } from '../tallies.ts';
import type { Queries } from './database.ts';

/** Latency percentiles are taken over this many of the newest deliveries. */
const LATENCY_SAMPLE = 2_000;

export async function readStats(
  queries: Queries,
  { since, now, siteId }: { since: number; now: number; siteId?: string },
): Promise<Stats> {
  const site = siteId === undefined ? '' : 'AND e.site_id = $3';
  const bound = (range: Range): unknown[] => [range.since, range.until, ...(siteId === undefined ? [] : [siteId])];
  const whole = bound({ since, until: now });
  const events = siteId === undefined ? '' : 'JOIN events e ON e.seq = d.event_seq';
  const received = `FROM events e WHERE e.received_at >= $1 AND e.received_at <= $2 ${site}`;
  const made = `FROM deliveries d ${events} WHERE d.created_at >= $1 AND d.created_at <= $2 ${site}`;

  const { hours, edges } = splitWindow({ since, now, countedUntil: Infinity });
  const tallies: Tally[] = [];
  if (hours !== null) {
    const { rows } = await queries.query<Tally>(
      `SELECT hour, subject, reason, sum(count)::bigint AS count FROM counts e
       WHERE hour >= $1 AND hour <= $2 ${site} GROUP BY 1, 2, 3`,
      bound(hours),
    );
    tallies.push(...rows);
  }
  for (const edge of edges) {
    const { rows } = await queries.query<Tally>(
      `SELECT hour, subject, '' AS reason, count FROM (
         SELECT e.received_at / ${HOUR_MS} * ${HOUR_MS} AS hour, count(*) AS received, count(e.email) AS identified
         ${received} GROUP BY 1) h CROSS JOIN LATERAL (
         VALUES ('received', h.received), ('identified', h.identified)) s (subject, count)
       UNION ALL
       SELECT d.created_at / ${HOUR_MS} * ${HOUR_MS}, d.status, coalesce(d.reason, ''), count(*) ${made} GROUP BY 1, 2, 3`,
      bound(edge),
    );
    tallies.push(...rows);
  }

  const orders = await queries.query<Stats['orders']>(
    `SELECT count(*) AS received, count(*) FILTER (WHERE EXISTS (
       SELECT 1 FROM deliveries d WHERE d.event_seq = e.seq AND d.status = 'delivered' OFFSET 0)) AS delivered
     ${received} AND e.name = 'Purchase'`,
    whole,
  );
  const queue = await queries.query<Stats['queue']>(
    `SELECT coalesce(sum(count) FILTER (WHERE subject <> 'held'), 0)::bigint AS depth,
            coalesce(sum(count) FILTER (WHERE subject = 'held'), 0)::bigint AS held,
            (SELECT min(created_at) FROM deliveries WHERE status IN ('queued', 'retrying')) AS oldest_at
     FROM counts WHERE subject IN ('queued', 'retrying', 'held')`,
  );
  return {
    ...sumTallies(tallies),
    latency_ms: await readLatency(queries, made, whole),
    orders: orders.rows[0] ?? { received: 0, delivered: 0 },
    queue: queue.rows[0] ?? { depth: 0, held: 0, oldest_at: null },
  };
}

async function readLatency({ query }: Queries, made: string, bound: readonly unknown[]): Promise<Stats['latency_ms']> {
  const { rows } = await query<{ ms: number }>(
    `SELECT d.updated_at - d.created_at AS ms ${made} AND d.status = 'delivered' AND d.released_at IS NULL
     ORDER BY d.created_at DESC, d.id DESC LIMIT ${LATENCY_SAMPLE}`,
    bound,
  );
  const sample = rows.map((row) => row.ms).toSorted((a, b) => a - b);
  const at = (share: number): number => sample[Math.min(sample.length - 1, Math.floor(sample.length * share))] ?? 0;
  return sample.length === 0 ? null : { p50: at(0.5), p95: at(0.95) };
}
