import { expect, test } from 'vitest';
import { checkLimits } from './check-limits.ts';
import type { KlaviyoEvent } from './klaviyo-event.ts';

function event(fields: Partial<KlaviyoEvent>): KlaviyoEvent {
  return { metric: 'Metric', unique_id: '1', time: '2026-11-23T10:00:00.000Z', properties: {}, ...fields };
}

function nested(levels: number): Record<string, unknown> {
  return levels === 1 ? { leaf: 1 } : { a: nested(levels - 1) };
}

function numbered(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index]));
}

test('an event at every limit is within them', () => {
  const properties = { ...numbered(397), text: 'x'.repeat(100_000), list: Array(4000).fill(1), deep: nested(9) };
  expect(checkLimits(event({ metric: 'm'.repeat(127), properties }))).toBeUndefined();
});

test.each([
  [{ metric: 'm'.repeat(128) }, "The metric's name must have 1 to 127 characters; this one has 128."],
  [{ metric: '' }, "The metric's name must have 1 to 127 characters; this one has 0."],
  [{ time: '1989-12-31T23:59:59Z' }, `The event's time must be a date since 1990; it is "1989-12-31T23:59:59Z".`],
  [{ time: 'soon' }, `The event's time must be a date since 1990; it is "soon".`],
  [{ properties: numbered(401) }, 'An event may have 400 properties; this one has 401.'],
  [{ properties: { text: 'x'.repeat(100_001) } }, 'A text may have 100000 bytes; "text" has more.'],
  [{ properties: { text: [{ inner: 'ü'.repeat(50_001) }] } }, 'A text may have 100000 bytes; "inner" has more.'],
  [{ properties: { list: Array(4001).fill(1) } }, 'An array may have 4000 elements; "list" has 4001.'],
  [{ properties: nested(11) }, 'Properties may be nested 10 levels deep; "a" is deeper.'],
  [
    { properties: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, 'x'.repeat(99_990)])) },
    'An event may have 5000000 bytes; this one has 5099940.',
  ],
])('a broken limit is told in a sentence (%#)', (fields, sentence) => {
  expect(checkLimits(event(fields))).toBe(sentence);
});
