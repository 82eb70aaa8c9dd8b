import { expect, test } from 'vitest';
import { wooOrder } from '../../testing/shop-payloads.ts';
import { woocommerce } from './woocommerce.ts';

const eventsOf = (changes: Record<string, unknown> = {}, topic = 'order.updated') => {
  const result = woocommerce.toEvents(topic, wooOrder(changes));
  if ('refused' in result) throw new Error(result.refused);
  return result.events;
};
const namesOf = (changes: Record<string, unknown>) => eventsOf(changes).map((event) => event.name);

test.each(['order.created', 'order.updated'])('%s of a placed order is a Purchase whose id stays the same', (topic) => {
  expect(eventsOf({}, topic)).toEqual([
    {
      id: 'woocommerce-order-727',
      name: 'Purchase',
      time: '2026-11-23T10:00:00.000Z',
      identity: {
        email: 'Jo@Example.com',
        phone: '030 901820',
        first_name: 'Jo',
        last_name: 'Miller',
        external_id: '26',
      },
      properties: {
        order_id: '727',
        value: '45.30',
        currency: 'EUR',
        coupon: 'welcome',
        discount: '4.40',
        tax: '7.23',
        shipping: '5.50',
        items: [
          {
            product_id: '93',
            sku: 'MUG-B',
            name: 'Mug',
            price: 12.1,
            quantity: 2,
            image_url: 'https://shop.example/mug.jpg',
          },
          { product_id: '95', name: 'Bowl', price: 20, quantity: 1 },
        ],
        billing_address: expect.objectContaining({ city: 'Berlin' }),
        shipping_address: expect.objectContaining({ city: 'Berlin' }),
      },
    },
  ]);
});

test('the order is known by its number where a plugin renumbers', () => {
  expect(eventsOf({ number: 'A-2026-7' })).toMatchObject([
    { id: 'woocommerce-order-727', properties: { order_id: 'A-2026-7' } },
  ]);
});

test.each(['pending', 'failed', 'checkout-draft', 'trash'])('an order that is %s was not placed', (status) => {
  expect(eventsOf({ status })).toEqual([]);
});

test('an order that is paid later was placed', () => {
  expect(namesOf({ status: 'on-hold', date_paid_gmt: null, payment_method: 'bacs' })).toEqual(['Purchase']);
});

test('only an order that was placed can be cancelled', () => {
  expect(namesOf({ status: 'cancelled' })).toEqual(['Cancel']);
  expect(namesOf({ status: 'cancelled', date_paid_gmt: null })).toEqual([]);
});

test('each refund is a Refund of its own amount, beside the order', () => {
  const refunds = [
    { id: 801, reason: 'broken', total: '-12.10' },
    { id: 802, reason: '', total: '-20.00' },
  ];
  expect(eventsOf({ status: 'refunded', refunds })).toMatchObject([
    { name: 'Purchase' },
    {
      id: 'woocommerce-refund-801',
      name: 'Refund',
      properties: { order_id: '727', value: 12.1, refund_reason: 'broken' },
    },
    { id: 'woocommerce-refund-802', name: 'Refund', properties: { order_id: '727', value: 20 } },
  ]);
});

test('other topics tell nothing of an order, and a payload without an id is refused with what was expected', () => {
  expect(woocommerce.toEvents('order.deleted', { id: 727 })).toEqual({ events: [] });
  expect(woocommerce.toEvents('order.updated', { status: 'processing' })).toEqual({
    refused: 'id: expected the id of an order',
  });
});

test("the address of the buyer's browser goes nowhere", () => {
  expect(JSON.stringify(eventsOf())).not.toContain('203.0.113.77');
});
