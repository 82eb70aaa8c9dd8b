import { expect, test } from 'vitest';
import type { ScoutEvent } from '../../store/event.ts';
import { toKlaviyoEvents } from './events.ts';

function event(fields: Partial<ScoutEvent>): ScoutEvent {
  return {
    id: 'e1',
    name: 'PageView',
    time: '2026-11-23T10:00:00.000Z',
    source: 'browser',
    test: false,
    identity: {},
    context: {},
    items: [],
    properties: {},
    ...fields,
  };
}

const ORDER: Partial<ScoutEvent> = { name: 'Purchase', order_id: '7', items: [{ sku: 'a', price: 2 }, { sku: 'a' }] };

test('an order becomes Placed Order and one Ordered Product a line, told apart by position', () => {
  const events = toKlaviyoEvents(event(ORDER), 'Placed Order');
  expect(events.map(({ metric, unique_id, value }) => ({ metric, unique_id, value }))).toEqual([
    { metric: 'Placed Order', unique_id: '7', value: undefined },
    { metric: 'Ordered Product', unique_id: '7:1', value: 2 },
    { metric: 'Ordered Product', unique_id: '7:2', value: undefined },
  ]);
});

test("under a metric of the owner's choice an order has no Ordered Product lines but the same properties", () => {
  const [placed] = toKlaviyoEvents(event(ORDER), 'Placed Order');
  expect(toKlaviyoEvents(event(ORDER), 'Bought Online')).toEqual([{ ...placed, metric: 'Bought Online' }]);
});

test('another event under the metric Placed Order has no Ordered Product lines', () => {
  expect(toKlaviyoEvents(event({ ...ORDER, name: 'InitiateCheckout' }), 'Placed Order')).toHaveLength(1);
});

test("an order without an id is told apart by the event's", () => {
  const { order_id: _, ...anonymous } = ORDER;
  const events = toKlaviyoEvents(event(anonymous), 'Placed Order');
  expect(events.map(({ unique_id }) => unique_id)).toEqual(['e1', 'e1:1', 'e1:2']);
});

test.each(['Refund', 'Cancel'])("a %s has the unique_id of its order's Placed Order", (name) => {
  const [undone] = toKlaviyoEvents(event({ ...ORDER, name, id: 'e2' }), 'Undone');
  const [placed] = toKlaviyoEvents(event(ORDER), 'Placed Order');
  expect(undone?.unique_id).toBe(placed?.unique_id);
});

test.each(['AddToCart', 'InitiateCheckout', 'ViewContent', 'Quiz'])('a %s has its own id as unique_id', (name) => {
  expect(toKlaviyoEvents(event({ ...ORDER, name }), 'Metric')[0]?.unique_id).toBe('e1');
});

test('a currency goes only beside a value, and 0 is a value', () => {
  const cart = { name: 'AddToCart', currency: 'EUR' };
  expect(toKlaviyoEvents(event(cart), 'Added to Cart')[0]).not.toHaveProperty('value_currency');
  expect(toKlaviyoEvents(event({ ...cart, value: 0 }), 'Added to Cart')[0]).toMatchObject({
    value: 0,
    value_currency: 'EUR',
  });
});

test('a view has a price but no value, which would count as revenue', () => {
  const [view] = toKlaviyoEvents(event({ name: 'ViewContent', value: 5, product: { price: 5 } }), 'Viewed Product');
  expect(view).not.toHaveProperty('value');
  expect(view?.properties).toEqual({ Price: 5 });
});

test("the shop's own properties stand beside Scout's and never in their place", () => {
  const [order] = toKlaviyoEvents(
    event({
      ...ORDER,
      context: { utm_source: 'mail' },
      properties: { OrderId: 'forged', utm_source: 'forged', scout_test: true, $value: 9, $event_id: 'x', gift: true },
    }),
    'Placed Order',
  );
  expect(order?.properties).toMatchObject({ OrderId: '7', utm_source: 'mail', gift: true });
  expect(order?.properties).not.toHaveProperty('scout_test');
  expect(order?.properties).not.toHaveProperty('$value');
  expect(order?.properties).not.toHaveProperty('$event_id');
});

test('what is unknown is absent at any depth', () => {
  const properties = { a: null, b: '', c: { d: null, e: [null, '', 1, { f: '' }] }, g: Number.NaN, h: 0, i: false };
  expect(toKlaviyoEvents(event({ properties }), 'Active on Site')[0]?.properties).toEqual({
    c: { e: [1, {}] },
    h: 0,
    i: false,
  });
});

test("more properties than Klaviyo takes cost the shop's last ones, not Scout's", () => {
  const own = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`own_${index}`, index]));
  const [order] = toKlaviyoEvents(event({ ...ORDER, properties: own }), 'Placed Order');
  expect(Object.keys(order?.properties ?? {})).toHaveLength(400);
  expect(order?.properties).toMatchObject({ OrderId: '7', own_0: 0 });
});

test('a test event is marked, its Ordered Products as well', () => {
  const events = toKlaviyoEvents(event({ ...ORDER, test: true }), 'Placed Order');
  expect(events.map(({ properties }) => properties['scout_test'])).toEqual([true, true, true]);
});

test('every event of a session says which it is and what brought the shopper', () => {
  const context = {
    session_count: 2,
    is_new_visitor: false,
    utm_source: 's',
    utm_medium: 'm',
    utm_campaign: 'c',
    utm_term: 't',
    utm_content: 'x',
    referrer: 'https://r.example/',
    landing_page: 'https://shop.example/',
  };
  for (const { properties } of toKlaviyoEvents(event({ ...ORDER, context }), 'Placed Order')) {
    expect(properties).toMatchObject(context);
  }
});

test("addresses are written in Klaviyo's spelling, with what it has no word for beside", () => {
  const billing_address = {
    first_name: 'Ada',
    street: '1 Mill Lane',
    postcode: 10115,
    state: 'Berlin',
    floor: 3,
    company: '',
  };
  const [order] = toKlaviyoEvents(
    event({ ...ORDER, properties: { billing_address, shippingAddress: { City: 'Bonn' } } }),
    'Placed Order',
  );
  expect(order?.properties).toMatchObject({
    BillingAddress: { FirstName: 'Ada', Address1: '1 Mill Lane', Zip: '10115', Region: 'Berlin', floor: 3 },
    ShippingAddress: { City: 'Bonn' },
  });
  expect(order?.properties).not.toHaveProperty('billing_address');
});

test('an event about one product without a shape of its own names the product where segments see it', () => {
  const product = { sku: 'a', name: 'Mug', price: 2 };
  const [removed] = toKlaviyoEvents(event({ name: 'RemoveFromCart', product, items: [product] }), 'Removed from Cart');
  expect(removed?.properties).toEqual({
    ProductName: 'Mug',
    SKU: 'a',
    Price: 2,
    ItemNames: ['Mug'],
    Items: [{ SKU: 'a', ProductName: 'Mug', Quantity: 1, ItemPrice: 2, RowTotal: 2 }],
  });
});
