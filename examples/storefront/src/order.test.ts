import { expect, test } from 'vitest';
import { createOrderId } from './order.ts';

test('an order id names the day and six characters that nobody misreads', () => {
  const id = createOrderId(new Date('2026-11-23T23:59:00Z'), Uint8Array.of(0, 1, 30, 31, 254, 255));
  expect(id).toBe('SM-261123-AB9AGH');
});
