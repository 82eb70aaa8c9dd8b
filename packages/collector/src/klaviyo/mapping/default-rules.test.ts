import { expect, test } from 'vitest';
import { canonicalName } from '../../ingest/event-names.ts';
import { DEFAULT_RULES, defaultMetric } from './default-rules.ts';

test('a new destination starts with the four commerce events and what undoes an order', () => {
  expect(DEFAULT_RULES.filter((rule) => rule.enabled).map((rule) => rule.metric)).toEqual([
    'Viewed Product',
    'Added to Cart',
    'Started Checkout',
    'Placed Order',
    'Refunded Order',
    'Cancelled Order',
  ]);
});

test.each(DEFAULT_RULES)('$metric is itself understood as the event $event', ({ event, metric }) => {
  expect(canonicalName(metric)).toBe(event);
});

test('every event has at most one default rule', () => {
  expect(new Set(DEFAULT_RULES.map((rule) => rule.event)).size).toBe(DEFAULT_RULES.length);
});

test('an event that Scout does not know has no default metric', () => {
  expect(defaultMetric('Purchase')).toBe('Placed Order');
  expect(defaultMetric('Quiz Finished')).toBeUndefined();
});
