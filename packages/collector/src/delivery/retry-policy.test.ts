import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-policy.ts';

const FIVE_MINUTES_MS = 300_000;
const attempts = fc.integer({ min: 0, max: 1_000_000 });
const draw = fc.double({ min: 0, max: 1, noNaN: true });

test('the highest draw doubles from one second up to five minutes', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 500].map((count) => retryDelayMs(count, () => 1) / 1_000);
  expect(delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
});

test('every delay is a whole number of milliseconds from a tenth of a second to five minutes', () => {
  fc.assert(
    fc.property(attempts, draw, (count, value) => {
      const delay = retryDelayMs(count, () => value);
      expect(Number.isInteger(delay)).toBe(true);
      expect(delay).toBeGreaterThanOrEqual(100);
      expect(delay).toBeLessThanOrEqual(FIVE_MINUTES_MS);
    }),
  );
});

test('with the same draw, a later attempt never waits shorter', () => {
  fc.assert(
    fc.property(attempts, draw, (count, value) => {
      expect(retryDelayMs(count + 1, () => value)).toBeGreaterThanOrEqual(retryDelayMs(count, () => value));
    }),
  );
});

test('the draw spreads over the whole time, so that what failed together does not come back together', () => {
  const delays = Array.from({ length: 101 }, (_, index) => retryDelayMs(9, () => index / 100));
  expect(new Set(delays).size).toBe(101);
  expect(delays[0]).toBe(100);
  expect(delays.at(-1)).toBe(256_000);
});
