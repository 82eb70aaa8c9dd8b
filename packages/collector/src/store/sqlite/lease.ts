import type { Lease } from '../store.ts';
import type { Connection } from './connection.ts';

/** The second in which a destination counts requests, and some time for the last one to arrive. */
const QUIET_MS = 1_250;
/** No request takes longer than this. */
const LOOK_BACK_MS = 60_000;

/** One process has the file to itself, so it always gets the lease; the requests of the process before it still count. */
export function holdLease(
  connection: Connection,
  { name, now, openedAt }: { name: string; now: number; openedAt: number },
): Lease {
  const last = connection.get<{ at: number | null }>(
    `SELECT max(finished_at) AS at FROM attempts WHERE destination_id = ? AND started_at > ? AND started_at <= ?`,
    name,
    now - LOOK_BACK_MS,
    openedAt,
  );
  const quietMs = Math.max(0, (last?.at ?? -Infinity) + QUIET_MS - now);
  return { token: 1, quietMs, isHeld: () => true, release: async () => {} };
}
