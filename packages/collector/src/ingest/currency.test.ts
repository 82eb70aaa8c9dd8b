import { expect, test } from 'vitest';
import { readCurrency } from './currency.ts';

test.each([
  ['EUR', 'EUR'],
  [' usd ', 'USD'],
  ['jpy', 'JPY'],
])('%j is the currency %s', (text, code) => {
  expect(readCurrency(text)).toBe(code);
});

test.each(['', 'EU', 'EURO', '€', 'XXQ', 'BTC', 'points'])('%j is no currency', (text) => {
  expect(readCurrency(text)).toBeUndefined();
});
