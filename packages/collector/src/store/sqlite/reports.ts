import type { Heard, Milestones, RequestRate, RouteCount } from '../log-views.ts';
import { HOUR_MS } from '../tallies.ts';
import type { Connection } from './connection.ts';
import { countedUntil } from './counting.ts';

/** Where the tag was heard is read off this many of the newest events. */
const HEARD_SAMPLE = 1_000;
const MINUTE_MS = 60_000;

export function readHeard(connection: Connection): Heard[] {
  return connection
    .all<{ site_id: string; page_url: string; received_at: number }>(
      `SELECT site_id, body ->> '$.context.page_url' AS page_url, received_at
     FROM (SELECT site_id, body, received_at FROM events ORDER BY seq DESC LIMIT ${HEARD_SAMPLE})
     WHERE body ->> '$.source' = 'browser' AND body ->> '$.context.page_url' IS NOT NULL`,
    )
    .reduce<Heard[]>((heard, { site_id, page_url, received_at }) => {
      const origin = URL.parse(page_url)?.origin;
      if (origin === undefined) return heard;
      const known = heard.find((each) => each.site_id === site_id && each.origin === origin);
      if (known) known.events++;
      else heard.push({ site_id, origin, last_at: received_at, events: 1 });
      return heard;
    }, []);
}

/** Test events are found by their index: `test-` stands before their ids. */
const TEST_EVENTS = `e.id >= 'test-' AND e.id < 'test.' AND e.test = 1`;

export function readMilestones(connection: Connection): Milestones {
  const first = (condition: string): number | null =>
    connection.get<{ at: number }>(`SELECT e.received_at AS at FROM events e WHERE ${condition} LIMIT 1`)?.at ?? null;
  const tested = connection.get<{ at: number }>(
    `SELECT d.updated_at AS at FROM events e CROSS JOIN deliveries d ON d.event_seq = e.seq
     WHERE ${TEST_EVENTS} AND d.status = 'delivered' ORDER BY d.updated_at LIMIT 1`,
  );
  return {
    event_at: first('e.test = 0 ORDER BY e.seq'),
    // The plus keeps the first by arrival from being looked for among all addresses.
    identified_at: first(
      `EXISTS (SELECT 1 FROM events WHERE email IS NOT NULL AND test = 0)
       AND +e.email IS NOT NULL AND e.test = 0 ORDER BY e.seq`,
    ),
    test_delivered_at: tested?.at ?? null,
  };
}

export function readRouteCounts(connection: Connection, { since }: { since: number }): RouteCount[] {
  const until = countedUntil(connection);
  const firstHour = Math.ceil(since / HOUR_MS) * HOUR_MS;
  return connection.all<RouteCount>(
    `SELECT event, destination_id, nullif(metric, '') AS metric, status, sum(count) AS count FROM (
       SELECT event, destination_id, metric, subject AS status, count FROM counts
       WHERE hour >= ? AND event <> ''
       UNION ALL
       SELECT e.name, d.destination_id, coalesce(d.metric, ''), d.status, 1
       FROM json_each(?) r CROSS JOIN deliveries d INDEXED BY deliveries_created
         ON d.created_at >= r.value ->> 0 AND d.created_at < r.value ->> 1
       CROSS JOIN events e ON e.seq = d.event_seq WHERE e.test = 0)
     GROUP BY 1, 2, 3, 4 HAVING sum(count) > 0`,
    firstHour,
    JSON.stringify([
      [since, firstHour],
      [Math.max(firstHour, until), Number.MAX_SAFE_INTEGER],
    ]),
  );
}

export function readRequestRates(connection: Connection, now: number): RequestRate[] {
  return connection.all<{ destination_id: string; last_minute: number; most_in_a_second: number }>(
    `SELECT destination_id, sum(count) AS last_minute, max(count) AS most_in_a_second
     FROM (SELECT destination_id, count(*) AS count FROM attempts
           WHERE started_at > ? AND started_at <= ? GROUP BY 1, started_at / 1000)
     GROUP BY 1`,
    now - MINUTE_MS,
    now,
  );
}
