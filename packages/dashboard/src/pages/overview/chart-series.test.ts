import { expect, test } from 'vitest';
import type { HourCounts } from '../../api/shapes.ts';
import { stack } from './chart-series.ts';

test('each part of a bar stands on those below it; queued and retrying are one part', () => {
  const hour: HourCounts = {
    hour: '2026-11-23T10:00:00Z',
    received: 21,
    delivered: 10,
    queued: 1,
    retrying: 2,
    held: 3,
    skipped: 4,
    failed: 1,
  };
  expect(stack([hour])).toEqual([[10], [13], [16], [20], [21]]);
});
