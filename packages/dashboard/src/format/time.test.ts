import { expect, test } from 'vitest';
import { formatAgo, formatSpan, formatUtc } from './time.ts';

test('a span is told in its largest whole unit', () => {
  expect([0, 1_000, 59_400, 60_000, 7_199_000, 86_400_000, 200_000_000].map(formatSpan)).toEqual([
    '0 seconds',
    '1 second',
    '59 seconds',
    '1 minute',
    '1 hour',
    '1 day',
    '2 days',
  ]);
});

test('a moment is told as before or after now, and as now when it is within five seconds', () => {
  const now = new Date('2026-11-23T10:00:00Z');
  const at = (text: string) => formatAgo(new Date(text), now);
  expect([at('2026-11-23T09:57:00Z'), at('2026-11-23T10:00:03Z'), at('2026-11-23T12:00:00Z')]).toEqual([
    '3 minutes ago',
    'just now',
    'in 2 hours',
  ]);
});

test('UTC is written without milliseconds', () => {
  expect(formatUtc(new Date('2026-11-23T10:00:00.123Z'))).toBe('2026-11-23 10:00:00 UTC');
});
