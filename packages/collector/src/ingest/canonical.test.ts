import { expect, test } from 'vitest';
import { toScoutEvent } from './canonical.ts';
import type { CanonicalInput } from './canonical.ts';

const RECEIVED_AT = new Date('2026-11-23T10:00:00.000Z');

function accept(input: Partial<CanonicalInput>) {
  const result = toScoutEvent({
    event: { id: 'e1', name: 'PageView' },
    batch: {},
    site: {},
    source: 'browser',
    receivedAt: RECEIVED_AT,
    ...input,
  });
  if (!result.ok) throw new Error(result.reason);
  return result;
}

function viewed(properties: Record<string, unknown>) {
  return accept({ event: { id: 'e1', name: 'ViewContent', properties } }).event.product;
}

test('the least event becomes a canonical one with nothing invented', () => {
  expect(accept({})).toEqual({
    ok: true,
    event: {
      id: 'e1',
      name: 'PageView',
      time: '2026-11-23T10:00:00.000Z',
      source: 'browser',
      test: false,
      identity: {},
      context: {},
      items: [],
      properties: {},
    },
    notes: [],
  });
});

test("the event's identity and context win over the batch's, field by field", () => {
  const { event } = accept({
    event: {
      id: 'e1',
      name: 'PageView',
      identity: { email: 'B@example.com' },
      context: { page_url: 'https://shop.example/b', utm_term: undefined },
    },
    batch: {
      identity: { email: 'a@example.com', first_name: 'Ada' },
      context: { page_url: 'https://shop.example/a', utm_term: 'tea', session_count: 3 },
    },
  });
  expect(event.identity).toEqual({ email: 'b@example.com', first_name: 'Ada' });
  expect(event.context).toEqual({ page_url: 'https://shop.example/b', utm_term: 'tea', session_count: 3 });
});

test("a malformed email is left out with a note, and the batch's good one stays", () => {
  const { event, notes } = accept({
    event: { id: 'e1', name: 'PageView', identity: { email: 'ada@' } },
    batch: { identity: { email: 'ada@example.com' } },
  });
  expect(event.identity).toEqual({ email: 'ada@example.com' });
  expect(notes).toEqual(['the email was left out: expected an address such as jo@example.com']);
});

test('a phone number is left as it was sent', () => {
  const { event } = accept({ batch: { identity: { phone: '(030) 90 18 20' } } });
  expect(event.identity).toEqual({ phone: '(030) 90 18 20' });
});

test('an event from the dashboard is a test event', () => {
  expect(accept({ source: 'dashboard' }).event).toMatchObject({ source: 'dashboard', test: true });
});

test('all reasons for a refusal are told, up to three', () => {
  const event = {
    id: 'e1',
    name: 'Purchase',
    time: '1970-01-01T00:00:00Z',
    properties: { value: 'a', tax: 'b', shipping: 'c' },
  };
  const result = toScoutEvent({ event, batch: {}, site: {}, source: 'browser', receivedAt: RECEIVED_AT });
  expect(result).toEqual({
    ok: false,
    reason:
      'time: expected a moment since 1990 in ISO 8601, such as 2026-11-23T10:00:00Z, got "1970-01-01T00:00:00Z"; ' +
      'value: expected a plain number such as 29.98, got "a"; tax: expected a plain number such as 29.98, got "b"',
  });
});

test('a viewed product without a price costs the value of the event', () => {
  expect(viewed({ content_ids: ['a'], value: 5 })).toEqual({ product_id: 'a', price: 5 });
  expect(viewed({ content_ids: ['a', 'b'], value: 5 })).toEqual({ product_id: 'a' });
  expect(viewed({ product_id: 'a', price: 4, value: 5 })).toEqual({ product_id: 'a', price: 4 });
});

test('hostile text is cut where a reason quotes it', () => {
  const event = { id: 'e1', name: 'Purchase', properties: { value: `<script>${'x'.repeat(90_000)}` } };
  const result = toScoutEvent({ event, batch: {}, site: {}, source: 'browser', receivedAt: RECEIVED_AT });
  expect(JSON.stringify(result).length).toBeLessThan(200);
});
