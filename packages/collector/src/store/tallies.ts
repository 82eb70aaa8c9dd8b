import type { Stats } from './log-views.ts';
import type { DeliveryStatus, Reason } from './states.ts';

export const HOUR_MS = 3_600_000;

/** Events or deliveries that arrived in one hour: events by what is known of them, deliveries by where they stand. */
export interface Tally {
  /** The hour's first millisecond. */
  hour: number;
  subject: 'received' | 'identified' | DeliveryStatus;
  reason: Reason | '';
  count: number;
}

export interface Range {
  since: number;
  /** The last millisecond. */
  until: number;
}

/**
 * Whole hours are kept as tallies, up to `countedUntil`; the rest of a window is counted row by row: an hour and a bit
 * at each end.
 */
export function splitWindow({ since, now, countedUntil }: { since: number; now: number; countedUntil: number }): {
  hours: Range | null;
  edges: Range[];
} {
  const firstHour = Math.ceil(since / HOUR_MS) * HOUR_MS;
  const end = Math.min(Math.floor((now + 1) / HOUR_MS) * HOUR_MS, countedUntil);
  if (firstHour >= end) return { hours: null, edges: [{ since, until: now }] };
  const edges = [
    { since, until: firstHour - 1 },
    { since: end, until: now },
  ];
  return { hours: { since: firstHour, until: end - 1 }, edges: edges.filter((edge) => edge.since <= edge.until) };
}

/** What tallies of one window say together, in the shapes of the statistics. */
export function sumTallies(
  tallies: readonly Tally[],
): Pick<Stats, 'received' | 'identified' | 'by_status_and_hour' | 'by_reason' | 'received_by_hour'> {
  const received = new Map<number, number>();
  const statuses = new Map<string, Stats['by_status_and_hour'][number]>();
  const reasons = new Map<string, Stats['by_reason'][number]>();
  let identified = 0;
  for (const { hour, subject, reason, count } of tallies) {
    if (count === 0) continue;
    if (subject === 'received') received.set(hour, (received.get(hour) ?? 0) + count);
    else if (subject === 'identified') identified += count;
    else {
      const status = statuses.get(`${hour} ${subject}`) ?? { hour, status: subject, count: 0 };
      statuses.set(`${hour} ${subject}`, { ...status, count: status.count + count });
      if (reason === '') continue;
      const known = reasons.get(`${subject} ${reason}`) ?? { status: subject, reason, count: 0 };
      reasons.set(`${subject} ${reason}`, { ...known, count: known.count + count });
    }
  }
  const byHour = (one: { hour: number }, other: { hour: number }): number => one.hour - other.hour;
  return {
    received: [...received.values()].reduce((sum, count) => sum + count, 0),
    identified,
    by_status_and_hour: [...statuses.values()].toSorted(byHour),
    by_reason: [...reasons.values()].toSorted((one, other) => other.count - one.count),
    received_by_hour: [...received].map(([hour, count]) => ({ hour, count })).toSorted(byHour),
  };
}
