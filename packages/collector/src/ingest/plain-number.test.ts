import { expect, test } from 'vitest';
import { readPlainNumber } from './plain-number.ts';

test.each([
  [29.98, 29.98],
  [0, 0],
  [-5, -5],
  ['29.98', 29.98],
  [' 3 ', 3],
  ['-1.5', -1.5],
  ['.5', 0.5],
  ['1.234', 1.234],
])('%j is read as %j', (written, number) => {
  expect(readPlainNumber(written)).toBe(number);
});

test.each([
  ['1.234,50'],
  ['1,234.50'],
  ['29,98'],
  ['abc'],
  ['12 EUR'],
  ['$12'],
  ['1e3'],
  ['0x10'],
  ['Infinity'],
  ['NaN'],
  ['-'],
  ['.'],
  ['1.2.3'],
  ['١٢'],
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [1e13],
  ['9'.repeat(400)],
  [true],
  [null],
  [{}],
  [[3]],
])('%j is no plain number', (written) => {
  expect(readPlainNumber(written)).toBeUndefined();
});
