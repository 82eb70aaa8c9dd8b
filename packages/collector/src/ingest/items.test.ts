import { expect, test } from 'vitest';
import { readLines, readProduct } from './items.ts';

function lines(list: unknown) {
  const findings = { refusals: [], notes: [] };
  return { items: readLines(list, findings), refusals: findings.refusals };
}

function product(properties: Record<string, unknown>, list: unknown[] = []) {
  const findings = { refusals: [], notes: [] };
  return readProduct({ properties, lines: readLines(list, findings) }, findings);
}

test('numbers as ids become text, numbers as text become numbers', () => {
  expect(lines([{ id: 42, sku: 7, price: '9.50', quantity: '2' }]).items).toEqual([
    { product_id: '42', sku: '7', price: 9.5, quantity: 2 },
  ]);
});

test('bare ids and a lone object are lines too', () => {
  expect(lines(['a', 2]).items).toEqual([{ product_id: 'a' }, { product_id: '2' }]);
  expect(lines({ sku: 'a' }).items).toEqual([{ sku: 'a' }]);
});

test('two lines of one product stay two lines', () => {
  expect(lines([{ sku: 'a' }, { sku: 'a' }]).items).toEqual([{ sku: 'a' }, { sku: 'a' }]);
});

test("GA4's categories become one list in their order, each once", () => {
  const item = { item_category3: 'C', item_category: 'A', item_category2: 'B', item_category5: 'A' };
  expect(lines([item]).items).toEqual([{ categories: ['A', 'B', 'C'] }]);
});

test.each([0, -1, '0', 'two', true])('a quantity of %j is refused', (quantity) => {
  const got = typeof quantity === 'string' ? `"${quantity}"` : String(quantity);
  expect(lines([{ sku: 'a', quantity }]).refusals).toEqual([
    `items[0].quantity: expected a number above 0, got ${got}`,
  ]);
});

test('goods sold by weight have a fraction as quantity', () => {
  expect(lines([{ sku: 'a', quantity: 0.25 }]).items).toEqual([{ sku: 'a', quantity: 0.25 }]);
});

test('an id that is no text or whole number is refused', () => {
  expect(lines([{ product_id: { a: 1 } }]).refusals).toEqual([
    'items[0].product_id: expected text of at most 255 characters, or a whole number without lost digits, got an object',
  ]);
});

test.each([[null], [true], [[]]])('a line that is %j is refused', (line) => {
  expect(lines([line]).refusals[0]).toMatch(/^items\[0\]: expected an object such as/);
});

test('500 lines are taken, 501 refused, and what is no list as well', () => {
  expect(lines(Array.from({ length: 500 }, () => ({ sku: 'a' }))).items).toHaveLength(500);
  expect(lines(Array.from({ length: 501 }, () => ({ sku: 'a' }))).refusals).toEqual([
    'items: expected an array of at most 500 items, got an array',
  ]);
  expect(lines('a,b').refusals).toEqual(['items: expected an array of at most 500 items, got "a,b"']);
});

test('a flat product alone is the product and the only line', () => {
  expect(product({ product_id: 'a', price: 3, color: 'red' })).toEqual({
    product: { product_id: 'a', price: 3 },
    items: [{ product_id: 'a', price: 3 }],
    rest: { color: 'red' },
  });
});

test('lines without a flat product are about the first of them', () => {
  expect(product({ color: 'red' }, [{ sku: 'a' }, { sku: 'b' }])).toEqual({
    product: { sku: 'a' },
    items: [{ sku: 'a' }, { sku: 'b' }],
    rest: { color: 'red' },
  });
});

test('without a name of its own, a price beside several lines is not a product', () => {
  expect(product({ price: 9 }, [{ sku: 'a' }, { sku: 'b' }])).toMatchObject({
    product: { sku: 'a' },
    rest: { price: 9 },
  });
});

test('the flat product and its line in the cart complete each other, but for the quantity', () => {
  const cart = [
    { sku: 'b', quantity: 1 },
    { sku: 'a', quantity: 3, brand: 'Tern' },
  ];
  expect(product({ sku: 'a', name: 'Mug', quantity: 1 }, cart)).toEqual({
    product: { sku: 'a', name: 'Mug', brand: 'Tern', quantity: 1 },
    items: [
      { sku: 'b', quantity: 1 },
      { sku: 'a', name: 'Mug', brand: 'Tern', quantity: 3 },
    ],
    rest: {},
  });
});

test('what was added is not taken for as many as lie in a cart of several lines', () => {
  const cart = [{ sku: 'b' }, { sku: 'a', quantity: 3 }];
  expect(product({ sku: 'a' }, cart)).toMatchObject({ product: { sku: 'a' }, items: cart });
  expect(product({ sku: 'a' }, cart).product).not.toHaveProperty('quantity');
  expect(product({ sku: 'b', quantity: 2 }, cart).items).toEqual(cart);
  expect(product({ content_name: 'Mug' }, [{ sku: 'a', quantity: 3 }]).product).toEqual({
    sku: 'a',
    name: 'Mug',
    quantity: 3,
  });
});

test('a flat product that lies in no line stands beside the lines', () => {
  const other = { sku: 'b', brand: 'Tern' };
  expect(product({ sku: 'a' }, [other])).toEqual({ product: { sku: 'a' }, items: [other], rest: {} });
});

test('an event that names no product has none', () => {
  expect(product({ color: 'red' })).toEqual({ items: [], rest: { color: 'red' } });
});
