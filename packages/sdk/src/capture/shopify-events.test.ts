import { expect, test } from 'vitest';
import { toShopifyIdentity, toShopifyProperties } from './shopify-events.ts';

const variant = {
  id: '45',
  sku: 'M-1',
  title: 'Blue',
  price: { amount: 12.5, currencyCode: 'EUR' },
  image: { src: 'https://cdn.shop.test/1.jpg' },
  product: { id: '8', title: 'Mug', vendor: 'Acme', type: 'Kitchen', url: '/products/mug' },
};

const item = {
  product_id: '8',
  sku: 'M-1',
  name: 'Mug',
  variant: 'Blue',
  price: 12.5,
  url: '/products/mug',
  image_url: 'https://cdn.shop.test/1.jpg',
  brand: 'Acme',
  categories: ['Kitchen'],
};

test('a viewed product is flat, with its currency', () => {
  expect(toShopifyProperties({ id: '1', name: 'product_viewed', data: { productVariant: variant } })).toEqual({
    ...item,
    currency: 'EUR',
  });
});

test('a cart line is one item with the value of the line', () => {
  const cartLine = {
    quantity: 2,
    cost: { totalAmount: { amount: '25.00', currencyCode: 'EUR' } },
    merchandise: variant,
  };
  expect(toShopifyProperties({ id: '1', name: 'product_added_to_cart', data: { cartLine } })).toEqual({
    value: '25.00',
    currency: 'EUR',
    items: [{ ...item, quantity: 2 }],
  });
});

const checkout = {
  order: { id: '900', customer: { id: '77' } },
  email: 'ann@shop.test',
  currencyCode: 'EUR',
  totalPrice: { amount: 29.9, currencyCode: 'EUR' },
  totalTax: { amount: 5 },
  shippingLine: { price: { amount: 4.9 } },
  discountsAmount: { amount: 0 },
  discountApplications: [
    { type: 'DISCOUNT_CODE', title: 'SAVE10' },
    { type: 'AUTOMATIC', title: 'Summer' },
  ],
  lineItems: [
    { title: 'Mug', quantity: 2, variant },
    { title: 'Gift card', quantity: 1, variant: null },
  ],
  billingAddress: { firstName: 'Ann', lastName: 'Berg', phone: '+46701234567' },
};

test('a completed checkout is an order with its lines, a started one has the way back to it', () => {
  const context = { document: { location: { href: 'https://shop.test/checkouts/1' } } };
  const order = {
    order_id: '900',
    value: 29.9,
    currency: 'EUR',
    tax: 5,
    shipping: 4.9,
    discount: 0,
    coupon: 'SAVE10',
    items: [
      { ...item, quantity: 2 },
      { name: 'Gift card', quantity: 1 },
    ],
  };
  expect(toShopifyProperties({ id: '1', name: 'checkout_completed', context, data: { checkout } })).toEqual(order);
  const { order: _order, ...started } = checkout;
  const { order_id: _orderId, ...cart } = order;
  expect(toShopifyProperties({ id: '1', name: 'checkout_started', context, data: { checkout: started } })).toEqual({
    ...cart,
    checkout_url: 'https://shop.test/checkouts/1',
  });
});

test('searches and collections keep what names them', () => {
  expect(toShopifyProperties({ id: '1', name: 'search_submitted', data: { searchResult: { query: 'mug' } } })).toEqual({
    search_term: 'mug',
  });
  expect(
    toShopifyProperties({ id: '1', name: 'collection_viewed', data: { collection: { id: '3', title: 'Cups' } } }),
  ).toEqual({
    category: 'Cups',
    category_id: '3',
  });
});

test('the checkout says who pays, once it knows an email or a phone', () => {
  expect(toShopifyIdentity({ id: '1', name: 'checkout_completed', data: { checkout } })).toEqual({
    email: 'ann@shop.test',
    phone: '+46701234567',
    first_name: 'Ann',
    last_name: 'Berg',
    external_id: '77',
  });
  expect(
    toShopifyIdentity({
      id: '1',
      name: 'checkout_started',
      data: { checkout: { billingAddress: { firstName: 'Ann' } } },
    }),
  ).toBeUndefined();
  expect(toShopifyIdentity({ id: '1', name: 'product_viewed' })).toBeUndefined();
});
