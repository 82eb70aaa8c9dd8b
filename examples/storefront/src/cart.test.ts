import { expect, test } from 'vitest';
import { addToCart, countItems, MAX_QUANTITY, setQuantity } from './cart.ts';

test('adding a new SKU makes a line at the end', () => {
  const cart = addToCart([{ sku: 'A', quantity: 1 }], { sku: 'B', quantity: 2 });
  expect(cart).toEqual([
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 2 },
  ]);
  expect(countItems(cart)).toBe(3);
});

test('adding a SKU that is there raises its quantity and leaves the given cart alone', () => {
  const before = [{ sku: 'A', quantity: 1 }];
  expect(addToCart(before, { sku: 'A', quantity: 2 })).toEqual([{ sku: 'A', quantity: 3 }]);
  expect(before).toEqual([{ sku: 'A', quantity: 1 }]);
});

test('a line never holds more than the limit, however it is filled', () => {
  const full = [{ sku: 'A', quantity: MAX_QUANTITY }];
  expect(addToCart([], { sku: 'A', quantity: 99 })).toEqual(full);
  expect(addToCart(full, { sku: 'A', quantity: 1 })).toEqual(full);
  expect(setQuantity([{ sku: 'A', quantity: 1 }], { sku: 'A', quantity: 99 })).toEqual(full);
});

test('a quantity of zero removes the line', () => {
  const cart = [
    { sku: 'A', quantity: 2 },
    { sku: 'B', quantity: 1 },
  ];
  expect(setQuantity(cart, { sku: 'A', quantity: 0 })).toEqual([{ sku: 'B', quantity: 1 }]);
});
