import type { ScoutEvent } from '../event.ts';
import { clip } from '../clip.ts';
import { MOVES, type DeliveryStatus, type Move, type Reason } from '../states.ts';
import type { AttemptEnd, AttemptStart, ClaimInput, DueDelivery, Fate, Requeue } from '../store.ts';
import type { DestinationStatus } from '../configuration.ts';
import { insertDelivery } from './admissions.ts';
import type { Connection } from './connection.ts';
import { uncountFrom } from './counting.ts';

/** Of the attempts of one delivery, the newest are kept. */
const KEPT_ATTEMPTS = 50;
const PRIORITIES = [0, 1, 2, 3, 4, 5];

interface DueRow {
  id: number;
  destination_id: string;
  metric: string | null;
  priority: number;
  attempts: number;
  ambiguous: number;
  superseded: number;
  received_at: number;
  due_since: number;
  email: string | null;
  country: string | null;
  body: string;
}

export function claim(connection: Connection, { destinationId, now, limit, exclude }: ClaimInput): DueDelivery[] {
  const due: DueDelivery[] = [];
  for (const priority of PRIORITIES) {
    if (due.length >= limit) break;
    const rows = connection.all<DueRow>(
      `SELECT d.id, d.destination_id, d.metric, d.priority, d.attempts, d.ambiguous, e.received_at,
              coalesce(d.released_at, d.created_at) AS due_since, e.email, s.country, e.body, EXISTS (
                SELECT 1 FROM events n JOIN deliveries m ON m.event_seq = n.seq
                WHERE n.email = e.email AND n.email IS NOT NULL AND n.seq > e.seq
                  AND m.destination_id = d.destination_id AND m.status IN ('queued', 'retrying', 'delivered')
              ) AS superseded
       FROM deliveries d JOIN events e ON e.seq = d.event_seq JOIN sites s ON s.id = e.site_id
       WHERE d.destination_id = ? AND d.priority = ? AND d.next_at <= ? AND d.status IN ('queued', 'retrying')
         AND d.id NOT IN (SELECT value FROM json_each(?))
       ORDER BY d.next_at, d.id LIMIT ?`,
      destinationId,
      priority,
      now,
      JSON.stringify(exclude),
      limit - due.length,
    );
    for (const { body, ambiguous, superseded, ...row } of rows) {
      const event = JSON.parse(body) as ScoutEvent;
      due.push({ ...row, ambiguous: ambiguous === 1, superseded: superseded === 1, event });
    }
  }
  return due;
}

export function nextDueAt(connection: Connection, destinationId: string, exclude: readonly number[]): number | null {
  let earliest: number | null = null;
  for (const priority of PRIORITIES) {
    const row = connection.get<{ next_at: number }>(
      `SELECT next_at FROM deliveries
       WHERE destination_id = ? AND priority = ? AND status IN ('queued', 'retrying')
         AND id NOT IN (SELECT value FROM json_each(?))
       ORDER BY next_at, id LIMIT 1`,
      destinationId,
      priority,
      JSON.stringify(exclude),
    );
    if (row && (earliest === null || row.next_at < earliest)) earliest = row.next_at;
  }
  return earliest;
}

export function beginAttempt(connection: Connection, start: AttemptStart): number {
  const { lastInsertRowid: attemptId } = connection.run(
    `INSERT INTO attempts (destination_id, started_at, method, path, request, delivery_count) VALUES (?, ?, ?, ?, ?, ?)`,
    start.destinationId,
    start.startedAt,
    start.method,
    start.path,
    clip(start.body),
    start.deliveryIds.length,
  );
  for (const deliveryId of start.deliveryIds) {
    connection.run('INSERT INTO attempt_deliveries (delivery_id, attempt_id) VALUES (?, ?)', deliveryId, attemptId);
  }
  return attemptId;
}

/** A request that ended without an answer may have been processed all the same: its deliveries become ambiguous. */
export function endAttempt(connection: Connection, end: AttemptEnd): void {
  connection.run(
    'UPDATE attempts SET finished_at = ?, status = ?, answer = ?, latency_ms = ? WHERE id = ?',
    end.finishedAt,
    end.status,
    clip(end.answer),
    end.latencyMs,
    end.attemptId,
  );
  connection.run(
    `UPDATE deliveries SET attempts = attempts + 1, ambiguous = MAX(ambiguous, ?), updated_at = ?
     WHERE id IN (SELECT delivery_id FROM attempt_deliveries WHERE attempt_id = ?)`,
    Number(end.status === null || end.status >= 500),
    end.finishedAt,
    end.attemptId,
  );
  connection.run(
    `DELETE FROM attempt_deliveries WHERE attempt_id <= (
       SELECT o.attempt_id FROM attempt_deliveries o WHERE o.delivery_id = attempt_deliveries.delivery_id
       ORDER BY o.attempt_id DESC LIMIT 1 OFFSET ${KEPT_ATTEMPTS})
     AND delivery_id IN (SELECT id FROM deliveries d JOIN attempt_deliveries a ON a.delivery_id = d.id
       WHERE a.attempt_id = ? AND d.attempts > ${KEPT_ATTEMPTS})`,
    end.attemptId,
  );
}

export function applyFate(connection: Connection, id: number, { fate, now }: { fate: Fate; now: number }): void {
  switch (fate.kind) {
    case 'delivered':
      return move(connection, id, { by: 'deliver', reason: null, note: fate.note ?? null, nextAt: now, now });
    case 'retry':
      return move(connection, id, {
        by: 'postpone',
        reason: fate.reason,
        note: fate.note ?? null,
        nextAt: fate.at,
        now,
      });
    case 'held':
      return move(connection, id, { by: 'hold', reason: fate.reason, note: fate.note ?? null, nextAt: now, now });
    case 'rejected':
      return move(connection, id, { by: 'fail', reason: fate.reason, note: fate.note, nextAt: now, now });
  }
}

interface MoveTo {
  by: Move;
  reason: Reason | null;
  note: string | null;
  nextAt: number;
  now: number;
}

function move(connection: Connection, id: number, { by, reason, note, nextAt, now }: MoveTo): void {
  connection.run(
    `UPDATE deliveries SET status = ?, reason = ?, note = ?, next_at = ?, updated_at = ?
     WHERE id = ? AND status IN (${quoted(MOVES[by].from)})`,
    MOVES[by].to,
    reason,
    note,
    nextAt,
    now,
    id,
  );
}

/** Holds all that waits when a destination stops, and releases what only it held when it goes on. */
export function moveDestination(
  connection: Connection,
  { destinationId, status, now }: { destinationId: string; status: DestinationStatus; now: number },
): void {
  if (status === 'ACTIVE') {
    connection.run(
      `UPDATE deliveries SET status = '${MOVES.release.to}', reason = NULL, next_at = ?, updated_at = ?, released_at = ?
       WHERE destination_id = ? AND status = 'held' AND reason IN ('destination_error', 'destination_paused')`,
      now,
      now,
      now,
      destinationId,
    );
    return;
  }
  const reason: Reason = status === 'PAUSED' ? 'destination_paused' : 'destination_error';
  connection.run(
    `UPDATE deliveries SET status = '${MOVES.hold.to}', reason = ?, updated_at = ?
     WHERE destination_id = ? AND (status IN ('queued', 'retrying')
       OR (status = 'held' AND reason IN ('destination_error', 'destination_paused')))`,
    reason,
    now,
    destinationId,
  );
}

export function hurry(connection: Connection, destinationId: string, now: number): void {
  for (const priority of PRIORITIES) {
    connection.run(
      `UPDATE deliveries SET next_at = ? WHERE destination_id = ? AND priority = ? AND next_at > ?
         AND status IN ('queued', 'retrying')`,
      now,
      destinationId,
      priority,
      now,
    );
  }
}

/** What was under way when the last process ended: nobody knows whether it was processed. */
export function closeInterruptedAttempts(connection: Connection, now: number): void {
  const open = connection.all<{ id: number; started_at: number }>(
    'SELECT id, started_at FROM attempts WHERE finished_at IS NULL',
  );
  for (const { id, started_at } of open) {
    const answer = 'The collector stopped before the answer came.';
    endAttempt(connection, {
      attemptId: id,
      status: null,
      answer,
      latencyMs: 0,
      finishedAt: Math.max(now, started_at),
    });
  }
}

export function requeue(connection: Connection, items: readonly Requeue[], now: number): string[] {
  const wake = new Set<string>();
  uncountFrom(connection, now);
  for (const { delivery_id, event_seq, delivery } of items) {
    if (delivery_id === null) insertDelivery(connection, { seq: event_seq, delivery, now });
    else {
      connection.run(
        `UPDATE deliveries SET metric = ?, status = ?, reason = ?, note = NULL, priority = ?, next_at = ?, updated_at = ?,
           released_at = ? WHERE id = ? AND status IN (${quoted(MOVES.requeue.from)})`,
        delivery.metric,
        delivery.status,
        delivery.reason,
        delivery.priority,
        now,
        now,
        now,
        delivery_id,
      );
    }
    if (delivery.status === 'queued') wake.add(delivery.destination_id);
  }
  return [...wake];
}

function quoted(statuses: readonly DeliveryStatus[]): string {
  return statuses.map((status) => `'${status}'`).join(', ');
}
