import { expect, test } from 'vitest';
import { fillSession, learnSession } from './session-facts.ts';

const LANDED = {
  visitor_id: 'v',
  session_id: 's1',
  utm_source: 'mail',
  landing_page: 'https://www.shop.example/?utm_source=mail',
  first_utm_source: 'instagram',
  gclid: 'click',
  page_url: 'https://www.shop.example/cart',
};
const known = learnSession(null, LANDED);

test('on another host of the shop the session keeps what brought it', () => {
  const elsewhere = { visitor_id: 'v', session_id: 's1', page_url: 'https://checkout.shop.example/' };
  expect(fillSession(elsewhere, known)).toEqual({ ...LANDED, page_url: 'https://checkout.shop.example/' });
  expect(learnSession(known, elsewhere)).toBe(known);
});

test('what an event says itself of its session stands', () => {
  const direct = { session_id: 's1', landing_page: 'https://www.shop.example/', first_utm_source: 'mail' };
  expect(fillSession(direct, known)).toEqual(direct);
});

test('another session has another source, but the same first one', () => {
  const next = { session_id: 's2', landing_page: 'https://checkout.shop.example/' };
  expect(fillSession(next, known)).toEqual({ ...next, first_utm_source: 'instagram' });
  expect(learnSession(known, next)).toEqual({
    id: 's2',
    facts: { landing_page: 'https://checkout.shop.example/', first_utm_source: 'instagram' },
  });
});

test('who is not known and what names no session stay as they are', () => {
  expect(fillSession({ session_id: 's1' }, null)).toEqual({ session_id: 's1' });
  expect(fillSession({ visitor_id: 'v' }, known)).toEqual({ visitor_id: 'v', first_utm_source: 'instagram' });
  expect(learnSession(null, { visitor_id: 'v' })).toBeNull();
});
