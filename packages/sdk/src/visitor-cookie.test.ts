import { expect, test } from 'vitest';
import { parseVisitorCookie } from './visitor-cookie.ts';

test("the collector's cookie is read part by part", () => {
  const [, ...parts] = parseVisitorCookie('abc_DEF-1.12.session-7.1795473236') ?? [];
  expect(parts).toEqual(['abc_DEF-1', '12', 'session-7', '1795473236']);
});

test.each([
  undefined,
  '',
  'short.1.session-7.17',
  'visitor-1.x.session-7.17',
  'visitor-1.1.session-7',
  'visitor-1.1.session-7.17.more',
])('what is not in its format is nothing: "%s"', (value) => {
  expect(parseVisitorCookie(value)).toBeNull();
});
