import { expect, test } from 'vitest';
import { readShopFacts } from './shop-facts.ts';

function read(name: string, properties: Record<string, unknown>, siteCurrency?: string) {
  const findings = { refusals: [], notes: [] };
  return { ...readShopFacts({ name, properties, siteCurrency }, findings), ...findings };
}

test('of two spellings of one field the preferred is read and the other stays with the shop', () => {
  const { value, properties } = read('Purchase', { revenue: 25, value: 30 });
  expect(value).toBe(30);
  expect(properties).toEqual({ revenue: 25 });
});

test('a blank field counts as absent, so the next spelling is read', () => {
  expect(read('Purchase', { order_id: ' ', transaction_id: 7, value: null, total: '3' })).toMatchObject({
    order_id: '7',
    value: 3,
  });
});

test("a currency is the event's, else the site's, else none", () => {
  expect(read('Purchase', { currency: 'usd' }, 'EUR').currency).toBe('USD');
  expect(read('Purchase', {}, 'eur').currency).toBe('EUR');
  expect(read('Purchase', {})).not.toHaveProperty('currency');
});

test("a currency that is none is refused rather than replaced by the site's", () => {
  expect(read('Purchase', { currency: 'dollars' }, 'EUR').refusals).toEqual([
    'currency: expected an ISO 4217 code such as EUR, got "dollars"',
  ]);
  expect(read('Purchase', { currency: { code: 'USD' } }, 'EUR').refusals).toEqual([
    'currency: expected an ISO 4217 code such as EUR, got an object',
  ]);
});

test('an order without a value is worth the sum of its lines, and says so', () => {
  const { value, notes } = read('Purchase', {
    items: [
      { sku: 'a', price: 1.1, quantity: 2 },
      { sku: 'b', price: 0.1 },
    ],
  });
  expect(value).toBe(2.3);
  expect(notes).toEqual(['no value was sent: the sum of the items was used, without shipping, tax or discount']);
});

test('a line without a price leaves the value unknown', () => {
  expect(read('Purchase', { items: [{ sku: 'a', price: 1 }, { sku: 'b' }] })).not.toHaveProperty('value');
});

test('a value of 0 is a value', () => {
  expect(read('Purchase', { value: 0, items: [{ sku: 'a', price: 5 }] }).value).toBe(0);
});

test('a refund without a value is not given one: its items may be only a part of it', () => {
  expect(read('Refund', { items: [{ sku: 'a', price: 1 }] })).not.toHaveProperty('value');
});

test.each(['value', 'tax', 'shipping', 'discount'])('%s that is no plain number is refused by its name', (field) => {
  expect(read('Purchase', { [field]: '12,50' }).refusals).toEqual([
    `${field}: expected a plain number such as 29.98, got "12,50"`,
  ]);
});

test('a refusal names the field as the shop spelt it', () => {
  expect(read('Purchase', { items: [{ item_id: 1, item_price: '1.234,50' }] }).refusals).toEqual([
    'items[0].item_price: expected a plain number such as 29.98, got "1.234,50"',
  ]);
});

test('an event that Scout does not know has a value and a currency; all else is its own', () => {
  const own = { discount: '10 %', items: 'three', order_id: true, tax: null };
  expect(read('Coupon Copied', { ...own, value: '2.5', currency: 'eur' })).toEqual({
    value: 2.5,
    currency: 'EUR',
    items: [],
    properties: own,
    refusals: [],
    notes: [],
  });
});

test('text of another type than text stays with the shop', () => {
  const { coupon, properties } = read('Purchase', { coupon: ['A', 'B'] }) as { coupon?: string; properties: object };
  expect(coupon).toBeUndefined();
  expect(properties).toEqual({ coupon: ['A', 'B'] });
});
