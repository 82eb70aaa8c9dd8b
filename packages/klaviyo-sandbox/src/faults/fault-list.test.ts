import { expect, test } from 'vitest';
import { FaultList } from './fault-list.ts';

test('the first fault that fits is applied, and counted', () => {
  const list = new FaultList();
  list.set([{ endpoint: 'events', status: 500, times: 1 }, { status: 503 }]);
  const statuses = (['profiles', 'events', 'events'] as const).map((endpoint) => list.pick(endpoint, {})?.fault.status);
  expect(statuses).toEqual([503, 500, 503]);
  expect(list.all()).toEqual([
    { endpoint: 'events', status: 500, times: 1, applied: 1 },
    { status: 503, applied: 2 },
  ]);
});

test('a probability draws the same series for the same seed', () => {
  const draw = (seed: number) => {
    const list = new FaultList();
    list.set([{ status: 500, probability: 0.3, seed }]);
    return Array.from({ length: 1_000 }, () => list.pick('events', {}) !== undefined);
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  const hits = draw(7).filter(Boolean).length;
  expect(hits).toBeGreaterThan(250);
  expect(hits).toBeLessThan(350);
});

test.each([
  [{}, 'Expected an array of faults, got {}.'],
  [['x'], 'faults[0]: expected an object, got "x".'],
  [[{ status: 500 }, { statsu: 500 }], 'faults[1].statsu is not known: expected endpoint, status,'],
  [[{ status: 200 }], 'faults[0].status: expected an integer from 400 to 599, got 200.'],
  [[{ endpoint: 'event', status: 500 }], 'faults[0].endpoint: expected one of events, event-bulk-create-jobs,'],
  [[{ status: 500, probability: 2 }], 'faults[0].probability: expected a number from 0 to 1, got 2.'],
  [[{ times: 1 }], 'faults[0]: expected at least one of status, body, action,'],
  [[{ action: 'delay' }], 'faults[0]: expected delay_ms with the action delay.'],
])('%j is refused with what was expected, and the former list stays', (faults, message) => {
  const list = new FaultList();
  list.set([{ status: 503 }]);
  expect(() => list.set(faults)).toThrow(message);
  expect(list.all()).toEqual([{ status: 503, applied: 0 }]);
});
