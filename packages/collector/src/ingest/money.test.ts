import { expect, test } from 'vitest';
import { linesTotal, lineTotal, roundMoney } from './money.ts';

test('the dust of binary fractions is taken off', () => {
  expect(roundMoney(0.1 + 0.2)).toBe(0.3);
  expect(roundMoney(1.0005)).toBe(1.0005);
});

test('a line without a quantity counts once', () => {
  expect(lineTotal({ price: 9.98 })).toBe(9.98);
  expect(lineTotal({ price: 9.98, quantity: 3 })).toBe(29.94);
});

test('the total of lines is known only when every price is', () => {
  expect(linesTotal([{ price: 0.1 }, { price: 0.2 }])).toBe(0.3);
  expect(linesTotal([{ price: 0.1 }, { sku: 'a' }])).toBeUndefined();
  expect(linesTotal([])).toBeUndefined();
});

test('a free cart is worth 0, not unknown', () => {
  expect(linesTotal([{ price: 0 }])).toBe(0);
});
