import { MOVES } from '../states.ts';
import type { Visitor } from '../store.ts';
import type { Queries } from './database.ts';
import { siteKey } from './site-key.ts';

/**
 * Remembers these visitors, and lets their held events go as far as what is now known allows. Resolves to the
 * destinations to wake, by visitor.
 */
export async function releaseVisitors(queries: Queries, visitors: readonly Visitor[]): Promise<Map<string, string[]>> {
  if (visitors.length === 0) return new Map();
  await upsertVisitors(queries, visitors);
  const { rows } = await queries.query<{ site_id: string; visitor_id: string; destinations: string[] }>(
    `WITH told AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
         t (site_id, visitor_id, email, consent, at)
     ), found AS (
       SELECT d.id, d.event_seq, d.reason, e.email AS own_email, told.*, coalesce(e.email, told.email) AS known_email,
              (e.linked AND (t.settings::json ->> 'use_kx') IS NOT DISTINCT FROM 'true') AS linked,
              t.status AS destination_status
       FROM told JOIN events e ON e.site_id = told.site_id AND e.visitor_id = told.visitor_id
         JOIN deliveries d ON d.event_seq = e.seq JOIN destinations t ON t.id = d.destination_id
       WHERE d.status = 'held' AND d.reason IN ('no_email', 'consent_pending')
     ), named AS (
       UPDATE events e SET email = f.known_email
       FROM (SELECT DISTINCT event_seq, known_email FROM found WHERE own_email IS NULL AND known_email IS NOT NULL) f
       WHERE e.seq = f.event_seq
     ), judged AS (
       SELECT found.*, CASE
           WHEN consent = 'denied' THEN 'no_consent'
           WHEN reason = 'consent_pending' AND consent = 'pending' THEN 'consent_pending'
           WHEN known_email IS NULL AND NOT linked THEN 'no_email'
           WHEN destination_status = 'ACTIVE' THEN NULL
           WHEN destination_status = 'PAUSED' THEN 'destination_paused'
           ELSE 'destination_error' END AS new_reason
       FROM found
     ), moved AS (
       UPDATE deliveries d SET
         status = CASE WHEN new_reason IS NULL THEN '${MOVES.release.to}'
           WHEN new_reason = 'no_consent' THEN '${MOVES.skip.to}' ELSE '${MOVES.hold.to}' END,
         reason = new_reason, next_at = at, updated_at = at,
         released_at = CASE WHEN new_reason IS NULL THEN at ELSE released_at END
       FROM judged j WHERE d.id = j.id AND d.status = 'held' AND new_reason IS DISTINCT FROM 'consent_pending'
       RETURNING j.site_id, j.visitor_id, d.destination_id, d.status
     )
     SELECT site_id, visitor_id, array_agg(DISTINCT destination_id) AS destinations FROM moved
     WHERE status = '${MOVES.release.to}' GROUP BY 1, 2`,
    [
      visitors.map((visitor) => visitor.site_id),
      visitors.map((visitor) => visitor.id),
      visitors.map((visitor) => visitor.identity.email ?? null),
      visitors.map((visitor) => visitor.consent),
      visitors.map((visitor) => visitor.updated_at),
    ],
  );
  return new Map(rows.map((row) => [siteKey(row.site_id, row.visitor_id), row.destinations]));
}

async function upsertVisitors({ query }: Queries, visitors: readonly Visitor[]): Promise<void> {
  await query(
    `INSERT INTO visitors (site_id, id, email, identity, consent, session, updated_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
     ON CONFLICT (site_id, id) DO UPDATE SET email = excluded.email, identity = excluded.identity,
       consent = excluded.consent, session = excluded.session, updated_at = excluded.updated_at`,
    [
      visitors.map((visitor) => visitor.site_id),
      visitors.map((visitor) => visitor.id),
      visitors.map((visitor) => visitor.identity.email ?? null),
      visitors.map((visitor) => JSON.stringify(visitor.identity)),
      visitors.map((visitor) => visitor.consent),
      visitors.map((visitor) => visitor.session && JSON.stringify(visitor.session)),
      visitors.map((visitor) => visitor.updated_at),
    ],
  );
}
