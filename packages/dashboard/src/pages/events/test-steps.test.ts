import { expect, test } from 'vitest';
import type { Attempt, Delivery, LogEntry, Status } from '../../api/shapes.ts';
import { testSteps } from './test-steps.ts';

const NAMES = new Map([['d', 'Acme']]);

function entry(
  status: Status,
  { answered, reason_text = null }: { answered?: number; reason_text?: string | null },
): LogEntry {
  const delivery = {
    id: '1',
    destination_id: 'd',
    metric: 'Placed Order',
    status,
    reason_text,
    note: null,
  } as Delivery;
  const attempt = {
    delivery_id: '1',
    method: 'POST',
    path: '/api/events',
    status: answered,
    latency_ms: 40,
  } as Attempt;
  return {
    name: 'Purchase',
    deliveries: [delivery],
    attempts: answered === undefined ? [] : [attempt],
  } as unknown as LogEntry;
}

const states = (given: LogEntry) => testSteps(given, NAMES).map(({ state }) => state);

test('a delivered event has done all its steps', () => {
  const steps = testSteps(entry('delivered', { answered: 202 }), NAMES);
  expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  expect(steps.at(-1)?.text).toBe('202 after 40 ms');
});

test('a queued event is on its way, one that is retried waits for its answer', () => {
  expect(states(entry('queued', {}))).toEqual(['done', 'now', 'open']);
  expect(states(entry('retrying', { answered: 503 }))).toEqual(['done', 'done', 'now']);
});

test('a refused event says so, a held one stops before it is sent and says why', () => {
  expect(states(entry('failed', { answered: 400 }))).toEqual(['done', 'done', 'failed']);
  const held = testSteps(entry('held', { reason_text: 'The destination is paused.' }), NAMES);
  expect(held.map(({ state }) => state)).toEqual(['done', 'failed', 'open']);
  expect(held[1]?.text).toBe('The destination is paused.');
});

test('with several destinations each is called by its account', () => {
  const one = entry('delivered', { answered: 202 });
  const [delivery] = one.deliveries;
  const two = { ...one, deliveries: [...one.deliveries, { ...delivery, id: '2', destination_id: 'gone' } as Delivery] };
  expect(testSteps(two, NAMES).map(({ title }) => title)).toEqual([
    'Stored by the collector',
    'Sent to Acme as “Placed Order”',
    'Accepted by Acme',
    'Sent to Klaviyo as “Placed Order”',
    'Accepted by Klaviyo',
  ]);
});
