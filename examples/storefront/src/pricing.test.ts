import { expect, test } from 'vitest';
import { priceLines, toTotals } from './pricing.ts';

const MUG = 'SM-101-LAV'; // 24.00
const TAPERS = 'SM-301'; // 19.50
const TEAPOT = 'SM-103'; // 86.00

test('a small order pays delivery, and its VAT is the share that the total contains', () => {
  const lines = priceLines([
    { sku: MUG, quantity: 2 },
    { sku: TAPERS, quantity: 1 },
  ]);
  expect(toTotals(lines)).toEqual({
    subtotalCents: 6750,
    discountCents: 0,
    shippingCents: 490,
    totalCents: 7240,
    taxCents: 1354,
  });
});

test('the coupon counts in any spelling, and its discount is rounded to the cent', () => {
  const lines = priceLines([{ sku: TAPERS, quantity: 3 }]);
  expect(toTotals(lines, ' marsh10 ')).toMatchObject({ subtotalCents: 5850, discountCents: 585, totalCents: 5755 });
  expect(toTotals(lines, 'MARSH20')).toMatchObject({ discountCents: 0 });
});

test('delivery is free by what is left after the discount', () => {
  const lines = priceLines([{ sku: TEAPOT, quantity: 1 }]);
  expect(toTotals(lines).shippingCents).toBe(0);
  expect(toTotals(lines, 'MARSH10')).toMatchObject({ discountCents: 860, shippingCents: 0, totalCents: 7740 });
  const less = priceLines([
    { sku: MUG, quantity: 1 },
    { sku: 'SM-203', quantity: 1 },
  ]);
  expect(toTotals(less)).toMatchObject({ subtotalCents: 7800, shippingCents: 0 });
  expect(toTotals(less, 'MARSH10')).toMatchObject({ discountCents: 780, shippingCents: 490, totalCents: 7510 });
});

test('an empty cart costs nothing, and a SKU the shop does not have is left out', () => {
  expect(toTotals(priceLines([{ sku: 'GONE', quantity: 2 }]))).toEqual({
    subtotalCents: 0,
    discountCents: 0,
    shippingCents: 0,
    totalCents: 0,
    taxCents: 0,
  });
});
