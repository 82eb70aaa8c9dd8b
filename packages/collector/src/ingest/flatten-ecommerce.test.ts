import { expect, test } from 'vitest';
import { flattenEcommerce } from './flatten-ecommerce.ts';

test("GA4's ecommerce object is lifted to the top, over what stands there", () => {
  expect(flattenEcommerce({ a: 1, value: 1, ecommerce: { value: 2, items: [] } })).toEqual({
    a: 1,
    value: 2,
    items: [],
  });
});

test("the older one's action is lifted as well, and its id is the order's", () => {
  const ecommerce = {
    currencyCode: 'EUR',
    purchase: { actionField: { id: 'T1', revenue: '3' }, products: [{ id: 1 }] },
  };
  expect(flattenEcommerce({ ecommerce })).toEqual({
    currencyCode: 'EUR',
    order_id: 'T1',
    revenue: '3',
    products: [{ id: 1 }],
  });
});

test('an action without an actionField is lifted', () => {
  expect(flattenEcommerce({ ecommerce: { add: { products: [{ id: 1 }] } } })).toEqual({ products: [{ id: 1 }] });
});

test.each([[null], ['x'], [[1]], [undefined]])('ecommerce that is %j is left alone', (ecommerce) => {
  expect(flattenEcommerce({ ecommerce, a: 1 })).toEqual({ ecommerce, a: 1 });
});
