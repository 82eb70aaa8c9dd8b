import { expect, test } from 'vitest';
import { countOf, formatLatency, formatMoney } from './number.ts';

test('one is singular, all else plural, with the plural that was given', () => {
  expect([countOf(1, 'event'), countOf(0, 'event'), countOf(2, ['delivery waits', 'deliveries wait'])]).toEqual([
    '1 event',
    '0 events',
    '2 deliveries wait',
  ]);
});

test('a latency is told in the unit that people would use', () => {
  expect([12.4, 999, 1_240, 125_000].map(formatLatency)).toEqual(['12 ms', '999 ms', '1.2 s', '2 min']);
});

test('money without a currency is the number alone', () => {
  expect(formatMoney(12.5, null)).toBe('12.5');
  expect(formatMoney(12.5, 'EUR')).toContain('12.50');
});
