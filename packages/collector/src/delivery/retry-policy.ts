/** The first retry comes within this time. */
const BASE_MS = 1_000;
/** No retry waits longer than this, however often it failed. */
const CAP_MS = 5 * 60_000;
/** Even the luckiest draw waits this long. */
const FLOOR_MS = 100;

/**
 * How long a delivery waits after its `attempts`-th try failed, in ms: exponential with full jitter, so that
 * what failed together does not come back together. There is no last try: an outage ends when it ends.
 */
export function retryDelayMs(attempts: number, random: () => number = Math.random): number {
  const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 30));
  return Math.max(FLOOR_MS, Math.round(random() * ceiling));
}
