import type { ScoutEvent } from '../event.ts';
import type { Heard, Milestones, RequestRate, RouteCount } from '../log-views.ts';
import { HOUR_MS } from '../tallies.ts';
import type { Queries } from './database.ts';

/** Where the tag was heard is read off this many of the newest events. */
const HEARD_SAMPLE = 1_000;
const MINUTE_MS = 60_000;

export async function readHeard({ query }: Queries): Promise<Heard[]> {
  const { rows } = await query<{ site_id: string; received_at: number; body: string }>(
    `SELECT site_id, received_at, body FROM events ORDER BY seq DESC LIMIT ${HEARD_SAMPLE}`,
  );
  const heard: Heard[] = [];
  for (const { site_id, received_at, body } of rows) {
    const { source, context } = JSON.parse(body) as ScoutEvent;
    const origin = source === 'browser' ? URL.parse(context.page_url ?? '')?.origin : undefined;
    if (origin === undefined) continue;
    const known = heard.find((each) => each.site_id === site_id && each.origin === origin);
    if (known) known.events++;
    else heard.push({ site_id, origin, last_at: received_at, events: 1 });
  }
  return heard;
}

/** Test events are found by their index: `test-` stands before their ids. */
const TEST_EVENTS = `e.id >= 'test-' AND e.id < 'test.' AND e.test`;

export async function readMilestones({ query }: Queries): Promise<Milestones> {
  const first = `SELECT received_at FROM events e WHERE NOT e.test`;
  const { rows } = await query<Milestones>(
    `SELECT (${first} ORDER BY e.seq LIMIT 1) AS event_at,
            (${first} AND e.email IS NOT NULL ORDER BY e.seq LIMIT 1) AS identified_at,
            (SELECT min(d.updated_at) FROM events e JOIN deliveries d ON d.event_seq = e.seq
             WHERE ${TEST_EVENTS} AND d.status = 'delivered') AS test_delivered_at`,
  );
  return rows[0] ?? { event_at: null, identified_at: null, test_delivered_at: null };
}

export async function readRouteCounts({ query }: Queries, { since }: { since: number }): Promise<RouteCount[]> {
  const { rows } = await query<RouteCount>(
    `SELECT event, destination_id, nullif(metric, '') AS metric, status, sum(count)::bigint AS count FROM (
       SELECT event, destination_id, metric, subject AS status, count FROM counts WHERE hour >= $2 AND event <> ''
       UNION ALL
       SELECT e.name, d.destination_id, coalesce(d.metric, ''), d.status, 1
       FROM deliveries d JOIN events e ON e.seq = d.event_seq WHERE d.created_at >= $1 AND d.created_at < $2 AND NOT e.test) c
     GROUP BY 1, 2, 3, 4 HAVING sum(count) > 0`,
    [since, Math.ceil(since / HOUR_MS) * HOUR_MS],
  );
  return rows;
}

export async function readRequestRates({ query }: Queries, now: number): Promise<RequestRate[]> {
  const { rows } = await query<RequestRate>(
    `SELECT destination_id, sum(count)::bigint AS last_minute, max(count) AS most_in_a_second
     FROM (SELECT destination_id, count(*) AS count FROM attempts
           WHERE started_at > $1 AND started_at <= $2 GROUP BY 1, started_at / 1000) seconds
     GROUP BY 1`,
    [now - MINUTE_MS, now],
  );
  return rows;
}
