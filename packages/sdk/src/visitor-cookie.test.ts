import { expect, test } from 'vitest';
import { parseVisitorCookie } from './visitor-cookie.ts';

test("the collector's cookie is found among others and read part by part", () => {
  const cookies = 'a=1; _scout=abc_DEF-1.12.session-7.1795473236; z=2';
  expect([...parseVisitorCookie(cookies)].slice(1)).toEqual(['abc_DEF-1', '12', 'session-7', '1795473236']);
});

test.each([
  '',
  '_scout=',
  '_scout=short.1.session-7.17',
  '_scout=visitor-1.x.session-7.17',
  'my_scout=visitor-1.1.session-7.17',
  '_scout=visitor-1.1.session-7',
])('what is not in its format is nothing: "%s"', (cookies) => {
  expect(parseVisitorCookie(cookies)).toEqual([]);
});
