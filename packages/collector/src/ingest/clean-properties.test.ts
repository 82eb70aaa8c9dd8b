import { expect, test } from 'vitest';
import { cleanProperties } from './clean-properties.ts';

function clean(json: string) {
  const findings = { refusals: [], notes: [] };
  return { properties: cleanProperties(JSON.parse(json), findings), ...findings };
}

function numbered(count: number): string {
  return JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, index])));
}

function nested(levels: number): string {
  return levels === 1 ? '{"leaf": 1}' : `{"a": ${nested(levels - 1)}}`;
}

test('ordinary properties are kept unchanged, blanks included', () => {
  const json = '{"a": 1, "b": null, "c": "", "d": [1, {"e": true}], "f": {"g": [[]]}}';
  expect(clean(json)).toEqual({ properties: JSON.parse(json), refusals: [], notes: [] });
});

test('keys that reach a prototype are dropped at every level, and nothing is polluted', () => {
  const { properties } = clean(
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "prototype": 1, "a": [{"__proto__": {"polluted": 1}, "b": 2}]}',
  );
  expect(JSON.stringify(properties)).toBe('{"a":[{"b":2}]}');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect('polluted' in properties).toBe(false);
});

test('ten levels of nesting are taken, eleven refused', () => {
  expect(clean(nested(10)).refusals).toEqual([]);
  expect(clean(nested(11)).refusals).toEqual(['a: expected at most 10 levels of nesting, got an object']);
});

test('arrays count as a level', () => {
  expect(clean(`{"a": ${'['.repeat(9)}1${']'.repeat(9)}}`).refusals).toEqual([]);
  expect(clean(`{"a": ${'['.repeat(10)}1${']'.repeat(10)}}`).refusals).toHaveLength(1);
});

test('400 properties are taken, 401 refused', () => {
  expect(clean(numbered(400)).refusals).toEqual([]);
  expect(clean(numbered(401)).refusals).toEqual(['properties: expected at most 400 properties, got an object']);
});

test('100 KB of text are taken, one byte more is refused, and bytes are counted, not characters', () => {
  expect(clean(JSON.stringify({ a: 'x'.repeat(100_000) })).refusals).toEqual([]);
  expect(clean(JSON.stringify({ a: 'x'.repeat(100_001) })).refusals).toHaveLength(1);
  expect(clean(JSON.stringify({ a: 'ü'.repeat(50_001) })).refusals).toHaveLength(1);
});

test('4,000 elements are taken, 4,001 refused', () => {
  expect(clean(JSON.stringify({ a: Array(4000).fill(1) })).refusals).toEqual([]);
  expect(clean(JSON.stringify({ a: Array(4001).fill(1) })).refusals).toEqual([
    'a: expected at most 4000 elements, got an array',
  ]);
});
