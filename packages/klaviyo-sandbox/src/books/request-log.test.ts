import { expect, test } from 'vitest';
import { RequestLog } from './request-log.ts';

const opening = { at: 0, method: 'POST', path: '/api/events', authorization: undefined };

test('a full log forgets its oldest tenth', () => {
  const log = new RequestLog(20);
  for (let number = 0; number < 21; number += 1) log.open({ ...opening, at: number });
  expect(log.all().map(({ at }) => at)).toEqual(Array.from({ length: 19 }, (_, index) => index + 2));
});

test('bodies of more than 64 MB in all push out the oldest requests', () => {
  const log = new RequestLog(1_000_000);
  const text = 'x'.repeat(16 * 1024);
  for (let number = 0; number < 4_097; number += 1) log.setBody(log.open(opening), text, undefined);
  expect(log.size).toBe(4_097 - 410);
});

test('a short key is not shown at all', () => {
  const log = new RequestLog(10);
  expect(log.open({ ...opening, authorization: 'Klaviyo-API-Key pk_1234' }).key_hint).toBe('…');
  expect(log.open({ ...opening, authorization: 'Klaviyo-API-Key pk_12345' }).key_hint).toBe('…2345');
});
