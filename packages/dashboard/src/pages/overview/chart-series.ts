import type { HourCounts } from '../../api/shapes.ts';

/** The parts of a bar from the bottom up; queued and retrying both wait. */
export const PARTS = [
  { name: 'Delivered', colour: '--bar-delivered', count: (hour: HourCounts) => hour.delivered },
  { name: 'Waiting', colour: '--bar-waiting', count: (hour: HourCounts) => hour.queued + hour.retrying },
  { name: 'Held', colour: '--bar-held', count: (hour: HourCounts) => hour.held },
  { name: 'Skipped', colour: '--bar-skipped', count: (hour: HourCounts) => hour.skipped },
  { name: 'Failed', colour: '--bar-failed', count: (hour: HourCounts) => hour.failed },
] as const;

/** The top edge of each part of each bar: a part stands on the sum of those below it. */
export function stack(hours: readonly HourCounts[]): number[][] {
  const tops: number[][] = [];
  let below = hours.map(() => 0);
  for (const part of PARTS) {
    below = hours.map((hour, index) => (below[index] ?? 0) + part.count(hour));
    tops.push(below);
  }
  return tops;
}
