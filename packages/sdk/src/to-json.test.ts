import { expect, test } from 'vitest';
import { toJson } from './to-json.ts';

test('plain values are written as JSON writes them', () => {
  const value = { a: [1, 'é', null, true], d: new Date(0), u: undefined };
  expect(toJson(value)).toBe(JSON.stringify(value));
  expect(toJson(undefined)).toBe('null');
  expect(toJson(() => 1)).toBe('null');
});

test('a cycle is cut and the rest is kept', () => {
  const cart: Record<string, unknown> = { value: 5, items: [{ sku: 'A' }] };
  cart.self = cart;
  expect(JSON.parse(toJson(cart))).toEqual({ value: 5, items: [{ sku: 'A' }] });
});

test('a throwing toJSON, a throwing getter and a bigint cost nothing but themselves', () => {
  const hostile = {
    toJSON() {
      throw new Error('no');
    },
    get broken() {
      throw new Error('no');
    },
    count: 12n,
    name: 'Mug',
    when: new Date(0),
    list: [1, undefined, () => 1],
  };
  expect(JSON.parse(toJson(hostile))).toEqual({
    count: '12',
    name: 'Mug',
    when: '1970-01-01T00:00:00.000Z',
    list: [1, null, null],
  });
});

test('a huge tangled graph ends soon', () => {
  const nodes = Array.from({ length: 20_000 }, (_, id) => ({ id, near: [] as unknown[] }));
  for (const [id, node] of nodes.entries()) node.near.push(nodes[0], nodes[(id * 7) % nodes.length], nodes[id + 1]);
  const text = toJson(nodes[0]);
  expect(JSON.parse(text)).toMatchObject({ id: 0 });
  expect(text.length).toBeLessThan(200_000);
});

test('a proxy that refuses everything is written as null or empty', () => {
  const refuse = () => {
    throw new Error('no');
  };
  const proxy = new Proxy({}, { get: refuse, ownKeys: refuse, getPrototypeOf: refuse, has: refuse });
  expect(() => JSON.parse(toJson({ proxy, kept: 1 }))).not.toThrow();
  expect(JSON.parse(toJson({ proxy, kept: 1 }))).toMatchObject({ kept: 1 });
});
