import { expect, test } from 'vitest';
import type { RouteCount } from '../../api/shapes.ts';
import { weekOf } from './week-of.ts';

test('a rule counts what went to its own metric, and what no rule sent on', () => {
  const own = { destination_id: 'd', event: 'Purchase', metric: 'Placed Order' };
  const counts: RouteCount[] = [
    { ...own, status: 'delivered', count: 5 },
    { ...own, status: 'held', count: 2 },
    { ...own, status: 'retrying', count: 1 },
    { ...own, status: 'failed', count: 4 },
    { ...own, metric: null, status: 'skipped', count: 3 },
    { ...own, metric: 'Big Order', status: 'delivered', count: 100 },
    { ...own, destination_id: 'other', status: 'delivered', count: 100 },
    { ...own, event: 'Refund', status: 'delivered', count: 100 },
  ];
  expect(weekOf(own, counts)).toEqual({ delivered: 5, waiting: 3, failed: 4, skipped: 3 });
});
