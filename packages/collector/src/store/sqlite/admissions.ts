import { MOVES } from '../states.ts';
import type { AdmitInput, NewDelivery, NewEvent, Visitor } from '../store.ts';
import type { Connection } from './connection.ts';
import { uncountFrom } from './counting.ts';
import { toVisitor, type VisitorRow } from '../visitor-row.ts';

/** Stores one batch: its events once each, their deliveries, what it tells of its visitors, and whom that releases. */
export function admit(connection: Connection, input: AdmitInput): { stored: number; wake: string[] } {
  const { site, receivedAt } = input;
  const { events, visitors } = input.decide(knownVisitors(connection, site.id, input.visitorIds));
  const wake = new Set<string>();
  let stored = 0;
  uncountFrom(connection, receivedAt);
  for (const event of events) {
    const seq = insertEvent(connection, { siteId: site.id, receivedAt, new: event });
    if (seq === null) continue;
    stored++;
    for (const delivery of event.deliveries) {
      insertDelivery(connection, { seq, delivery, now: receivedAt });
      if (delivery.status === 'queued') wake.add(delivery.destination_id);
    }
  }
  for (const visitor of visitors) {
    upsertVisitor(connection, visitor);
    for (const id of releaseVisitor(connection, visitor)) wake.add(id);
  }
  return { stored, wake: [...wake] };
}

function knownVisitors(connection: Connection, siteId: string, ids: readonly string[]): Map<string, Visitor> {
  const known = new Map<string, Visitor>();
  for (const id of ids) {
    const row = connection.get<VisitorRow>('SELECT * FROM visitors WHERE site_id = ? AND id = ?', siteId, id);
    if (row) known.set(id, toVisitor(row));
  }
  return known;
}

/** The new event's number, or null when this id is known already. */
function insertEvent(
  connection: Connection,
  { siteId, receivedAt, new: { event, email } }: { siteId: string; receivedAt: number; new: NewEvent },
): number | null {
  const { changes, lastInsertRowid } = connection.run(
    `INSERT INTO events (site_id, id, name, received_at, visitor_id, email, order_id, test, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, site_id) DO NOTHING`,
    siteId,
    event.id,
    event.name,
    receivedAt,
    event.context.visitor_id ?? null,
    email,
    event.order_id ?? null,
    Number(event.test),
    JSON.stringify(event),
  );
  return changes === 0 ? null : lastInsertRowid;
}

export function insertDelivery(
  connection: Connection,
  { seq, delivery, now }: { seq: number; delivery: NewDelivery; now: number },
): void {
  connection.run(
    `INSERT INTO deliveries (event_seq, destination_id, metric, status, reason, priority, next_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    seq,
    delivery.destination_id,
    delivery.metric,
    delivery.status,
    delivery.reason,
    delivery.priority,
    now,
    now,
    now,
  );
}

function upsertVisitor(connection: Connection, visitor: Visitor): void {
  connection.run(
    `INSERT INTO visitors (site_id, id, email, identity, consent, session, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (site_id, id) DO UPDATE SET email = excluded.email, identity = excluded.identity,
       consent = excluded.consent, session = excluded.session, updated_at = excluded.updated_at`,
    visitor.site_id,
    visitor.id,
    visitor.identity.email ?? null,
    JSON.stringify(visitor.identity),
    visitor.consent,
    visitor.session && JSON.stringify(visitor.session),
    visitor.updated_at,
  );
}

interface HeldRow {
  id: number;
  event_seq: number;
  destination_id: string;
  reason: string;
  email: string | null;
  destination_status: string;
  /** 1 when Klaviyo's own link identifies the event and the destination uses such links. */
  linked: number;
}

/** Lets a visitor's held events go as far as what is now known allows; yields the destinations to wake. */
function* releaseVisitor(connection: Connection, visitor: Visitor): Iterable<string> {
  const held = connection.all<HeldRow>(
    `SELECT d.id, d.event_seq, d.destination_id, d.reason, e.email, t.status AS destination_status,
            (t.settings ->> '$.use_kx' = 1 AND e.body ->> '$.context._kx' IS NOT NULL) AS linked
     FROM events e CROSS JOIN deliveries d ON d.event_seq = e.seq JOIN destinations t ON t.id = d.destination_id
     WHERE e.site_id = ? AND e.visitor_id = ? AND d.status = 'held' AND d.reason IN ('no_email', 'consent_pending')`,
    visitor.site_id,
    visitor.id,
  );
  for (const row of held) {
    const email = row.email ?? visitor.identity.email ?? null;
    if (row.email === null && email !== null) {
      connection.run('UPDATE events SET email = ? WHERE seq = ?', email, row.event_seq);
    }
    if (visitor.consent === 'denied') {
      moveOne(connection, row.id, { status: MOVES.skip.to, reason: 'no_consent', now: visitor.updated_at });
    } else if (row.reason === 'consent_pending' && visitor.consent === 'pending') {
      continue;
    } else if (email === null && row.linked !== 1) {
      moveOne(connection, row.id, { status: MOVES.hold.to, reason: 'no_email', now: visitor.updated_at });
    } else if (row.destination_status === 'ACTIVE') {
      release(connection, row.id, visitor.updated_at);
      yield row.destination_id;
    } else {
      const reason = row.destination_status === 'PAUSED' ? 'destination_paused' : 'destination_error';
      moveOne(connection, row.id, { status: MOVES.hold.to, reason, now: visitor.updated_at });
    }
  }
}

function release(connection: Connection, id: number, now: number): void {
  connection.run(
    `UPDATE deliveries SET status = '${MOVES.release.to}', reason = NULL, next_at = ?, updated_at = ?, released_at = ?
     WHERE id = ?`,
    now,
    now,
    now,
    id,
  );
}

function moveOne(
  connection: Connection,
  id: number,
  { status, reason, now }: { status: string; reason: string; now: number },
): void {
  connection.run(
    'UPDATE deliveries SET status = ?, reason = ?, next_at = ?, updated_at = ? WHERE id = ?',
    status,
    reason,
    now,
    now,
    id,
  );
}
