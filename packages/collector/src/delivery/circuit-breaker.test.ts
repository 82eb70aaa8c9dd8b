import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';

test('two failures leave it closed, the third opens it', () => {
  const breaker = new CircuitBreaker(() => 0);
  breaker.failed(1_000);
  breaker.failed(1_000);
  expect([breaker.isOpen, breaker.retryAt]).toEqual([false, 0]);
  breaker.failed(1_000);
  expect([breaker.isOpen, breaker.retryAt]).toEqual([true, 1_500]);
});

test('each failed probe doubles the wait, up to a minute', () => {
  const breaker = new CircuitBreaker(() => 1);
  const waits = Array.from({ length: 12 }, () => {
    breaker.failed(0);
    return breaker.retryAt / 1_000;
  });
  expect(waits).toEqual([0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
});

test('a success closes it, tells that an outage ended, and starts the count anew', () => {
  const breaker = new CircuitBreaker(() => 0);
  for (let count = 0; count < 5; count++) breaker.failed(0);
  expect(breaker.succeeded()).toBe(true);
  expect([breaker.isOpen, breaker.retryAt]).toEqual([false, 0]);
  breaker.failed(0);
  breaker.failed(0);
  expect(breaker.isOpen).toBe(false);
  expect(breaker.succeeded()).toBe(false);
});

test('whatever the draws, an open breaker probes within half a second and a minute', () => {
  const draws = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 200 });
  fc.assert(
    fc.property(draws, fc.nat(), (values, now) => {
      let drawn = 0;
      const breaker = new CircuitBreaker(() => values[drawn++] ?? 0);
      for (const _ of values) breaker.failed(now);
      const wait = breaker.retryAt - now;
      expect(wait).toBeGreaterThanOrEqual(500);
      expect(wait).toBeLessThanOrEqual(60_000);
    }),
  );
});
