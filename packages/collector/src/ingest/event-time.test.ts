import { expect, test } from 'vitest';
import { readEventTime } from './event-time.ts';

const receivedAt = new Date('2026-11-23T10:00:00.000Z');

function read(time?: string, sentAt?: string) {
  const findings = { refusals: [], notes: [] };
  return { time: readEventTime({ time, sentAt, receivedAt }, findings), ...findings };
}

test('an event without a time happened when its batch arrived', () => {
  expect(read()).toEqual({ time: '2026-11-23T10:00:00.000Z', refusals: [], notes: [] });
});

test('a time with an offset becomes UTC with milliseconds', () => {
  expect(read('2026-11-23T10:30:00.5+02:00').time).toBe('2026-11-23T08:30:00.500Z');
});

test('a time long past is kept as it is', () => {
  expect(read('2019-01-01T00:00:00Z', '2026-11-23T12:00:00Z').time).toBe('2019-01-01T00:00:00.000Z');
});

test('a time up to five minutes ahead is kept', () => {
  expect(read('2026-11-23T10:05:00Z')).toEqual({ time: '2026-11-23T10:05:00.000Z', refusals: [], notes: [] });
});

test('a clock that runs ahead is set back by as much as the time of sending is ahead', () => {
  const { time, notes } = read('2026-11-23T12:59:00Z', '2026-11-23T13:00:00Z');
  expect(time).toBe('2026-11-23T09:59:00.000Z');
  expect(notes).toEqual([
    "time was ahead of the collector's clock (2026-11-23T12:59:00Z) and was set to 2026-11-23T09:59:00.000Z",
  ]);
});

test.each([
  ['without a time of sending', undefined],
  ['with a time of sending in the past', '2026-11-23T09:00:00Z'],
  ['with a time of sending that explains too little', '2026-11-23T10:30:00Z'],
  ['with a time of sending that would put it before 1990', '2090-01-01T00:00:00Z'],
  ['with a time of sending that is none', 'yesterday'],
])('a time hours ahead %s is set to the time of arrival', (_, sentAt) => {
  expect(read('2026-11-23T13:00:00Z', sentAt).time).toBe('2026-11-23T10:00:00.000Z');
});

test.each(['1989-12-31T23:59:59Z', 'yesterday', '2026-13-01T00:00:00Z'])('%s is refused', (time) => {
  expect(read(time).refusals).toEqual([
    `time: expected a moment since 1990 in ISO 8601, such as 2026-11-23T10:00:00Z, got "${time}"`,
  ]);
});
