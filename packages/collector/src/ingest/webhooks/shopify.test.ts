import { expect, test } from 'vitest';
import { shopifyOrder, shopifyRefund } from '../../testing/shop-payloads.ts';
import { shopify } from './shopify.ts';

test.each(['orders/create', 'orders/paid'])('%s is a Purchase whose id stays the same', (topic) => {
  expect(shopify.toEvents(topic, shopifyOrder())).toEqual({
    events: [
      {
        id: 'shopify-order-5678901234567',
        name: 'Purchase',
        time: '2026-11-23T10:00:00.000Z',
        identity: {
          email: 'Jo@Example.com',
          phone: '+4930901820',
          first_name: 'Jo',
          last_name: 'Miller',
          external_id: '9001',
        },
        properties: {
          order_id: '5678901234567',
          order_name: '#1001',
          value: '45.30',
          currency: 'EUR',
          coupon: 'WELCOME',
          discount: '4.40',
          tax: '7.23',
          shipping: '5.50',
          items: [
            {
              product_id: '7001',
              sku: 'MUG-B',
              name: 'Mug',
              variant: 'Blue',
              brand: 'Kiln',
              price: '12.10',
              quantity: 2,
            },
            { product_id: '7002', sku: 'BOWL', name: 'Bowl', brand: 'Kiln', price: '20.00', quantity: 1 },
          ],
          billing_address: expect.objectContaining({ city: 'Berlin' }),
          shipping_address: expect.objectContaining({ city: 'Berlin' }),
        },
      },
    ],
  });
});

test('an id beyond 2^53 is read from where no digits are lost', () => {
  const order = shopifyOrder({
    id: 820_982_911_946_154_500,
    admin_graphql_api_id: 'gid://shopify/Order/820982911946154508',
  });
  expect(shopify.toEvents('orders/create', order)).toMatchObject({
    events: [{ id: 'shopify-order-820982911946154508', properties: { order_id: '820982911946154508' } }],
  });
});

test('a cancelled order is a Cancel of that order, and one that was not cancelled is none', () => {
  const cancelled = shopifyOrder({ cancelled_at: '2026-11-24T10:00:00Z' });
  expect(shopify.toEvents('orders/cancelled', cancelled)).toMatchObject({
    events: [
      {
        id: 'shopify-cancel-5678901234567',
        name: 'Cancel',
        time: '2026-11-24T10:00:00.000Z',
        properties: { order_id: '5678901234567' },
      },
    ],
  });
  expect(shopify.toEvents('orders/cancelled', shopifyOrder())).toEqual({ events: [] });
});

test('a refund is worth what was paid back', () => {
  expect(shopify.toEvents('refunds/create', shopifyRefund())).toEqual({
    events: [
      {
        id: 'shopify-refund-3001',
        name: 'Refund',
        time: '2026-11-24T13:00:00.000Z',
        properties: {
          order_id: '5678901234567',
          value: 12.1,
          currency: 'EUR',
          refund_note: 'broken',
          items: [{ product_id: '7001', sku: 'MUG-B', name: 'Mug', price: '12.10', quantity: 1 }],
        },
      },
    ],
  });
});

test('other topics tell nothing of an order, and a payload without an id is refused with what was expected', () => {
  expect(shopify.toEvents('products/update', shopifyOrder())).toEqual({ events: [] });
  const { id: _, admin_graphql_api_id: __, ...nameless } = shopifyOrder();
  expect(shopify.toEvents('orders/create', nameless)).toEqual({ refused: 'id: expected the id of an order' });
  expect(shopify.toEvents('orders/create', null)).toEqual({ refused: 'expected an order' });
});

test("the address of the buyer's browser goes nowhere", () => {
  expect(JSON.stringify(shopify.toEvents('orders/create', shopifyOrder()))).not.toContain('203.0.113.77');
});
