import { expect, test } from 'vitest';
import { visitorCookie } from './visitor-cookie.ts';

const NOW = Date.parse('2026-11-23T10:00:00.500Z');
const context = { visitor_id: 'visitor-1', session_id: 'session-1', session_count: 3 };

const domainOf = (origin: string, url: string): string | null | undefined => {
  const cookie = visitorCookie({ context, origin, url, now: NOW });
  return cookie === undefined ? undefined : (/Domain=([^;]+)/.exec(cookie)?.[1] ?? null);
};

test('it holds the visitor, the count and id of the session, and the second of the last activity', () => {
  expect(visitorCookie({ context, origin: 'https://shop.example', url: 'https://t.shop.example', now: NOW })).toBe(
    '_scout=visitor-1.3.session-1.1795428000; Path=/; Max-Age=34560000; SameSite=Lax; Domain=shop.example; Secure',
  );
});

test.each([
  ['https://shop.example.com', 'https://t.example.com', 'example.com'],
  ['https://example.com', 'https://t.example.com', 'example.com'],
  ['https://www.shop.co.uk', 'https://t.shop.co.uk', 'shop.co.uk'],
  ['https://a.b.example.com', 'https://c.b.example.com', 'b.example.com'],
  ['https://shop.example.com', 'https://shop.example.com', 'shop.example.com'],
])('a page at %s and a collector at %s share the cookie on %s', (origin, url, domain) => {
  expect(domainOf(origin, url)).toBe(domain);
});

test.each(['http://localhost:8789', 'http://127.0.0.1:8789', 'http://[::1]:8789'])(
  'a page at %s and a collector on the same host share a cookie without a domain',
  (origin) => {
    expect(domainOf(origin, origin.replace('8789', '8787'))).toBeNull();
  },
);

test.each([
  ['https://shop.example', 'https://collector.test'],
  ['https://shop.com', 'https://other.com'],
  ['http://10.0.0.1', 'http://192.0.0.1'],
  ['http://127.0.0.1:8789', 'http://localhost:8787'],
  ['null', 'https://t.example.com'],
])('a page at %s and a collector at %s share nothing', (origin, url) => {
  expect(domainOf(origin, url)).toBeUndefined();
});

test.each([
  { session_id: 'session-1' },
  { visitor_id: 'visitor-1' },
  { visitor_id: 'short', session_id: 'session-1' },
  { visitor_id: 'visitor-1; Domain=evil.test', session_id: 'session-1' },
  { visitor_id: 'visitor-1', session_id: 'a.b.c.d.e.f' },
])('an id that is not ours gets no cookie: %j', (strange) => {
  const cookie = visitorCookie({ context: strange, origin: 'https://a.example', url: 'https://t.a.example', now: NOW });
  expect(cookie).toBeUndefined();
});

test('a page without TLS gets a cookie that it can read', () => {
  expect(visitorCookie({ context, origin: 'http://shop.test', url: 'http://t.shop.test', now: NOW })).not.toContain(
    'Secure',
  );
});
