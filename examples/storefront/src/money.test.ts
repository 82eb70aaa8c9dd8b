import { expect, test } from 'vitest';
import { formatMoney, toUnits } from './money.ts';

test('cents are shown with the currency, thousands apart and always two decimals', () => {
  expect(formatMoney(0)).toBe('€0.00');
  expect(formatMoney(1950)).toBe('€19.50');
  expect(formatMoney(123456)).toBe('€1,234.56');
});

test('events carry units, without the dust of adding fractions', () => {
  expect(toUnits(1950 + 490)).toBe(24.4);
  expect(JSON.stringify(toUnits(3 * 1990))).toBe('59.7');
});
