import { expect, test } from 'vitest';
import { readFilter, toApiQuery, toPageQuery } from './filter.ts';

const read = (query: string) => readFilter(new URLSearchParams(query));

test('a filter goes through the address of the page and back', () => {
  const query = 'status=failed&name=Purchase&q=o-1&span=day&test=false&reason=invalid_payload';
  expect(toPageQuery(read(query))).toBe(query);
});

test('what makes no sense in the address counts as empty', () => {
  expect(toPageQuery(read('status=lost&span=year&test=maybe&q=%20&other=1'))).toBe('');
});

test('a span becomes the beginning of a full minute for the API', () => {
  const now = new Date('2026-11-23T10:00:42.500Z');
  expect(toApiQuery(read('span=hour&status=held'), now)).toBe('status=held&from=2026-11-23T09%3A00%3A00.000Z');
});
