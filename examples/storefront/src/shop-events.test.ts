import { expect, test } from 'vitest';
import { findBySku } from './catalog/catalog.ts';
import { priceLines } from './pricing.ts';
import { toAddedToCart, toPlacedOrder, toStartedCheckout, toViewedProduct } from './shop-events.ts';

const origin = 'https://shop.example';

test('a viewed product is flat, with absolute addresses, and names its variant only when there are several', () => {
  const mug = findBySku('SM-101-SAM')!;
  expect(toViewedProduct(mug.product, mug.variant, origin)).toEqual({
    product_id: 'SM-101',
    sku: 'SM-101-SAM',
    name: 'Marsh Mug',
    price: 24,
    url: 'https://shop.example/products/marsh-mug',
    image_url: 'https://shop.example/images/marsh-mug-samphire.svg',
    categories: ['Table', 'Mugs'],
    brand: 'Rushlight Pottery',
    variant: 'Samphire',
    currency: 'EUR',
  });
  const throwRug = findBySku('SM-204')!;
  const viewed = toViewedProduct(throwRug.product, throwRug.variant, origin);
  expect(viewed).toMatchObject({ price: 139, compare_at_price: 165 });
  expect(viewed).not.toHaveProperty('variant');
});

test('adding to the cart tells the added quantity apart from the whole cart', () => {
  const cart = priceLines([
    { sku: 'SM-301', quantity: 3 },
    { sku: 'SM-103', quantity: 1 },
  ]);
  const [added] = priceLines([{ sku: 'SM-301', quantity: 1 }]);
  const properties = toAddedToCart(added!, cart, origin);
  expect(properties).toMatchObject({
    sku: 'SM-301',
    quantity: 1,
    price: 19.5,
    value: 144.5,
    currency: 'EUR',
    checkout_url: 'https://shop.example/checkout',
  });
  expect(properties.items?.map(({ sku, quantity }) => [sku, quantity])).toEqual([
    ['SM-301', 3],
    ['SM-103', 1],
  ]);
});

test('a started checkout is worth the cart before delivery', () => {
  const cart = priceLines([{ sku: 'SM-101-LAV', quantity: 1 }]);
  expect(toStartedCheckout(cart, origin)).toMatchObject({ value: 24, currency: 'EUR' });
});

test('a placed order is worth what was paid, and says what was taken off and added', () => {
  const order = {
    id: 'SM-261123-ABCDEF',
    placedAt: '2026-11-23T10:00:00.000Z',
    customer: { email: 'mara@example.com', firstName: 'Mara', lastName: 'Quill' },
    lines: [{ sku: 'SM-301', quantity: 3 }],
  };
  expect(toPlacedOrder({ ...order, coupon: 'MARSH10' }, origin)).toMatchObject({
    order_id: 'SM-261123-ABCDEF',
    value: 57.55,
    currency: 'EUR',
    coupon: 'MARSH10',
    discount: 5.85,
    tax: 10.76,
    shipping: 4.9,
    items: [{ sku: 'SM-301', quantity: 3, price: 19.5 }],
  });
  const plain = toPlacedOrder(order, origin);
  expect(plain).toMatchObject({ value: 63.4 });
  expect(plain).not.toHaveProperty('coupon');
  expect(plain).not.toHaveProperty('discount');
});
