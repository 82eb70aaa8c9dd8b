import { expect, test } from 'vitest';
import type { LogEvent } from '../api/shapes.ts';
import { mergeEvents } from './merge-events.ts';

function event(id: string, second: number, name = 'Search'): LogEvent {
  const at = new Date(second * 1_000).toISOString();
  const unknown = { email: null, order_id: null, value: null, currency: null };
  return {
    id,
    name,
    time: at,
    received_at: at,
    site_id: 's',
    source: 'browser',
    test: false,
    deliveries: [],
    ...unknown,
  };
}

test('new events come on top, newest first', () => {
  const merged = mergeEvents([event('b', 2), event('a', 1)], [event('c', 3), event('d', 4)]);
  expect(merged.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
});

test('a known event is replaced where it stands', () => {
  const merged = mergeEvents([event('b', 2), event('a', 1)], [event('a', 1, 'Purchase')]);
  expect(merged.map(({ id, name }) => [id, name])).toEqual([
    ['b', 'Search'],
    ['a', 'Purchase'],
  ]);
});

test('of one event that comes twice the later state counts, once', () => {
  expect(mergeEvents([], [event('a', 1), event('a', 1, 'Purchase')]).map(({ name }) => name)).toEqual(['Purchase']);
});
