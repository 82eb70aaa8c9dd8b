import type { Admission, AdmitInput, Visitor } from '../store.ts';
import type { ConfigurationTables } from './configuration.ts';
import type { Database, Queries } from './database.ts';
import { insertDeliveries, insertEvents } from './insert-events.ts';
import { CONFIGURATION_LOCK } from './locks.ts';
import { releaseVisitors } from './release-visitors.ts';
import { siteKey } from './site-key.ts';
import { toVisitor, type VisitorRow } from '../visitor-row.ts';

export type Admitted = { stored: number; wake: string[] };
/** What became of one batch of a group: it failed by itself, or it was stored with the group. */
export type Verdict = { admitted: Admitted } | { refused: unknown };

interface Decided {
  input: AdmitInput;
  admission: Admission;
}

/**
 * Stores a group of batches in one transaction: each is decided on what is known of its visitors after those
 * before it. A decision that throws costs its own batch alone; an error of the database undoes the whole group.
 */
export function admitGroup(
  { database, configuration }: { database: Database; configuration: ConfigurationTables },
  group: readonly AdmitInput[],
): Promise<Verdict[]> {
  return database.transact(
    async (queries) => {
      await lockVisitors(queries, group);
      const { version, known } = await readKnown(queries, group);
      await configuration.catchUp(version, queries);
      const decided: Decided[] = [];
      const refused = new Map<AdmitInput, unknown>();
      for (const input of group) {
        try {
          const admission = input.decide(knownTo(input, known));
          for (const visitor of admission.visitors) known.set(siteKey(visitor.site_id, visitor.id), visitor);
          decided.push({ input, admission });
        } catch (error) {
          refused.set(input, error);
        }
      }
      const admitted = await store(queries, decided);
      return group.map((input) => {
        const own = admitted.get(input);
        return own ? { admitted: own } : { refused: refused.get(input) };
      });
    },
    { first: `SELECT pg_advisory_xact_lock_shared(${CONFIGURATION_LOCK})` },
  );
}

/** Two batches of one visitor, wherever they arrive, are stored one after the other: one may release the other's events. */
async function lockVisitors({ query }: Queries, group: readonly AdmitInput[]): Promise<void> {
  const keys = [...new Set(group.flatMap(({ site, visitorIds }) => visitorIds.map((id) => siteKey(site.id, id))))];
  if (keys.length === 0) return;
  await query(
    `SELECT count(pg_advisory_xact_lock(key)) FROM
       (SELECT DISTINCT hashtextextended(visitor, 0) AS key FROM unnest($1::text[]) visitor ORDER BY key OFFSET 0) ordered`,
    [keys],
  );
}

async function readKnown(
  { query }: Queries,
  group: readonly AdmitInput[],
): Promise<{ version: number; known: Map<string, Visitor> }> {
  const asked = group.flatMap(({ site, visitorIds }) => visitorIds.map((id) => ({ siteId: site.id, id })));
  const { rows } = await query<Partial<VisitorRow> & { version: number; asked_id: string | null }>(
    `SELECT c.version, v.asked_id, v.site_id, v.id, v.identity, v.consent, v.session, v.updated_at
     FROM configuration_version c LEFT JOIN LATERAL (
       SELECT a.id AS asked_id, v.* FROM unnest($1::text[], $2::text[]) a (site_id, id)
       JOIN visitors v ON v.site_id = a.site_id AND v.id = a.id) v ON true`,
    [asked.map((visitor) => visitor.siteId), asked.map((visitor) => visitor.id)],
  );
  const stored = new Map(
    rows.flatMap((row) =>
      row.asked_id === null ? [] : [[siteKey(row.site_id ?? '', row.asked_id), row as VisitorRow]],
    ),
  );
  const known = new Map<string, Visitor>();
  for (const { siteId, id } of asked) {
    const row = stored.get(siteKey(siteId, id));
    if (row) known.set(siteKey(siteId, id), { ...toVisitor(row), id });
  }
  return { version: rows[0]?.version ?? 0, known };
}

function knownTo({ site, visitorIds }: AdmitInput, known: ReadonlyMap<string, Visitor>): Map<string, Visitor> {
  const own = new Map<string, Visitor>();
  for (const id of visitorIds) {
    const visitor = known.get(siteKey(site.id, id));
    if (visitor) own.set(id, visitor);
  }
  return own;
}

async function store(queries: Queries, decided: readonly Decided[]): Promise<Map<AdmitInput, Admitted>> {
  const arrived = decided.flatMap(({ input, admission }) =>
    admission.events.map((event) => ({ input, siteId: input.site.id, receivedAt: input.receivedAt, new: event })),
  );
  const seqs = await insertEvents(queries, arrived);
  const deliveries = arrived.flatMap((one) => {
    const seq = seqs.get(one);
    return seq === undefined
      ? []
      : one.new.deliveries.map((delivery) => ({ input: one.input, seq, delivery, now: one.receivedAt }));
  });
  await insertDeliveries(queries, deliveries);
  const visitors = new Map(
    decided.flatMap(({ admission }) =>
      admission.visitors.map((visitor) => [siteKey(visitor.site_id, visitor.id), visitor] as const),
    ),
  );
  const released = await releaseVisitors(queries, [...visitors.values()]);
  return new Map(
    decided.map(({ input, admission }) => {
      const queued = deliveries.filter((one) => one.input === input && one.delivery.status === 'queued');
      const wake = new Set(queued.map(({ delivery }) => delivery.destination_id));
      for (const { site_id, id } of admission.visitors) {
        for (const destination of released.get(siteKey(site_id, id)) ?? []) wake.add(destination);
      }
      const stored = arrived.filter((one) => one.input === input && seqs.has(one)).length;
      return [input, { stored, wake: [...wake] }];
    }),
  );
}
