import { expect, test } from 'vitest';
import { createDataLayerReader } from './data-layer-events.ts';

/** What `gtag(...)` pushes: an arguments object, no array. */
const gtag = (...args: unknown[]) =>
  Object.assign(Object.create(Object.prototype), args, { length: args.length }) as unknown;

const GA4_ITEMS = [{ item_id: 'SKU1', item_name: 'Mug', price: 12.5, quantity: 2 }];

test("GA4's e-commerce pushes keep GA4's spelling under Scout's event names", () => {
  const read = createDataLayerReader();
  const ecommerce = { currency: 'SEK', value: 25, items: GA4_ITEMS };
  const names = [
    'view_item',
    'add_to_cart',
    'begin_checkout',
    'purchase',
    'view_item_list',
    'add_to_wishlist',
    'refund',
  ];
  expect(names.flatMap((event) => read({ event, ecommerce })).map(({ name }) => name)).toEqual([
    'ViewContent',
    'AddToCart',
    'InitiateCheckout',
    'Purchase',
    'ViewCategory',
    'AddToWishlist',
    'Refund',
  ]);
  expect(read({ event: 'view_item', ecommerce, 'gtm.uniqueEventId': 4 })).toEqual([
    { name: 'ViewContent', properties: ecommerce },
  ]);
});

test('gtag events are read like pushes', () => {
  const read = createDataLayerReader();
  const parameters = { transaction_id: 'T1', currency: 'EUR', value: 9, items: GA4_ITEMS };
  read({ event: 'add_to_cart', ecommerce: { coupon: 'OLD', items: [] } });
  expect(read(gtag('event', 'purchase', parameters))).toEqual([{ name: 'Purchase', properties: parameters }]);
  expect(read(gtag('config', 'G-1', { event: 'purchase' }))).toEqual([]);
  expect(read(gtag('event', 'purchase_started', parameters))).toEqual([]);
});

test('e-commerce data that was pushed before its event belongs to it, until it is cleared', () => {
  const read = createDataLayerReader();
  expect(read({ ecommerce: { value: 3, items: GA4_ITEMS } })).toEqual([]);
  expect(read({ event: 'add_to_cart' })).toEqual([{ name: 'AddToCart', properties: { value: 3, items: GA4_ITEMS } }]);
  expect(read({ ecommerce: null })).toEqual([]);
  expect(read({ event: 'add_to_cart' })).toEqual([{ name: 'AddToCart', properties: {} }]);
});

test('an order counts once, however often it is pushed', () => {
  const read = createDataLayerReader();
  const order = { event: 'purchase', ecommerce: { transaction_id: 'T1', value: 9, items: GA4_ITEMS } };
  const v1 = { ecommerce: { purchase: { actionField: { id: 'T1', revenue: '9' }, products: [] } } };
  expect([order, order, v1].flatMap((entry) => read(entry))).toHaveLength(1);
  expect(read({ ...order, ecommerce: { ...order.ecommerce, transaction_id: 'T2' } })).toHaveLength(1);
});

test("enhanced e-commerce (v1) becomes Scout's spelling, with or without an event name", () => {
  const read = createDataLayerReader();
  const products = [
    { id: 'P1', name: 'Mug', price: '12.50', quantity: 2, brand: 'Acme', variant: 'blue', category: 'Home/Kitchen' },
  ];
  const items = [
    {
      product_id: 'P1',
      name: 'Mug',
      price: '12.50',
      quantity: 2,
      brand: 'Acme',
      variant: 'blue',
      categories: ['Home', 'Kitchen'],
    },
  ];
  expect(read({ ecommerce: { detail: { products } } })).toEqual([{ name: 'ViewContent', properties: { items } }]);
  expect(read({ event: 'addToCart', ecommerce: { currencyCode: 'EUR', add: { products } } })).toEqual([
    { name: 'AddToCart', properties: { currency: 'EUR', items } },
  ]);
  expect(
    read({
      event: 'purchase',
      ecommerce: {
        currencyCode: 'EUR',
        purchase: { actionField: { id: 'T9', revenue: '25.00', tax: '5', shipping: 0, coupon: '' }, products },
      },
    }),
  ).toEqual([
    { name: 'Purchase', properties: { order_id: 'T9', value: '25.00', tax: '5', shipping: 0, currency: 'EUR', items } },
  ]);
});

test('only the first step of a v1 checkout starts it', () => {
  const read = createDataLayerReader();
  const checkout = (step?: number) => ({ ecommerce: { checkout: { actionField: { step }, products: [] } } });
  expect([checkout(), checkout(1), checkout(2), checkout(3)].flatMap((entry) => read(entry))).toHaveLength(2);
});

test.each([
  null,
  undefined,
  'text',
  7,
  [],
  {},
  { event: 'gtm.js' },
  { event: 'constructor' },
  { ecommerce: 'x' },
  { event: {} },
])('what is no shop event is passed over: %j', (entry) => {
  expect(createDataLayerReader()(entry)).toEqual([]);
});
