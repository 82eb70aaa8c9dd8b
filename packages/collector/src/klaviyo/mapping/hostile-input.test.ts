import { eventSchema } from '@scout/wire/schema';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toScoutEvent } from '../../ingest/canonical.ts';
import type { ScoutEvent } from '../../store/event.ts';
import { checkLimits } from './check-limits.ts';
import { defaultMetric } from './default-rules.ts';
import { toKlaviyoEvents } from './events.ts';
import { toProfileAttributes } from './profile.ts';

const RUNS = 800;

const NAMES = [
  'Purchase',
  'purchase',
  'Placed Order',
  'add_to_cart',
  'ViewContent',
  'begin_checkout',
  'Refund',
  'Search',
  'Quiz',
  '__proto__',
];

const KEYS = ['order_id', 'value', 'currency', 'items', 'contents', 'content_ids', 'ecommerce', 'id', 'sku', 'price'];

/** Any JSON, with a liking for the keys that are read and for what tends to break readers. */
const { junk } = fc.letrec((tie) => ({
  junk: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, '', ' ', 'EUR', 'abc', '1.234,50', '-0', 'constructor', -1, 0, 1e300, true),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.array(tie('junk'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS, '__proto__', 'constructor'), fc.string()), tie('junk')),
  ),
}));

/** Mostly what a shop would send in this place, now and then junk. */
function mostly(plausible: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: plausible, weight: 60 }, { arbitrary: junk, weight: 1 });
}

const text = fc.string({ maxLength: 12 });
const number = fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom('29.98', '3', 0.1, 1e-7, 99_999_999_999));

const item = fc.record(
  {
    id: mostly(fc.oneof(text, fc.integer())),
    sku: mostly(text),
    item_name: mostly(text),
    price: mostly(number),
    quantity: mostly(number),
    category: mostly(fc.oneof(text, fc.array(text))),
    item_category2: mostly(text),
    brand: mostly(text),
  },
  { requiredKeys: [] },
);

const properties = fc
  .record(
    {
      order_id: mostly(text),
      transaction_id: mostly(fc.integer()),
      value: mostly(number),
      currency: mostly(fc.constantFrom('EUR', 'usd')),
      tax: mostly(number),
      coupon: mostly(text),
      items: mostly(fc.array(item, { maxLength: 6 })),
      contents: mostly(fc.array(item, { maxLength: 3 })),
      content_ids: mostly(fc.array(text)),
      ecommerce: mostly(item),
      sku: mostly(text),
      price: mostly(number),
      billing_address: mostly(fc.record({ city: text, floor: junk }, { requiredKeys: [] })),
      a: junk,
    },
    { requiredKeys: [] },
  )
  .chain((known) => fc.dictionary(text, junk, { maxKeys: 3 }).map((others) => ({ ...others, ...known })));

const time = fc
  .date({ min: new Date('1991-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const sentEvent = fc.record(
  {
    id: fc.string({ minLength: 1 }),
    name: fc.oneof(fc.constantFrom(...NAMES), fc.string({ minLength: 1 })),
    time: mostly(time),
    properties: mostly(properties),
    identity: fc.record({ email: junk, phone: junk }, { requiredKeys: [] }),
    context: fc.record({ session_count: junk, utm_source: junk }, { requiredKeys: [] }),
  },
  { requiredKeys: ['id', 'name'] },
);

/** Each event as it arrives: written as JSON, parsed, and checked by the schema; the rest of its way is under test. */
function canonical(sent: unknown): ScoutEvent | undefined {
  const checked = eventSchema.safeParse(JSON.parse(JSON.stringify(sent)));
  if (!checked.success) return undefined;
  const result = toScoutEvent({
    event: checked.data,
    batch: {},
    site: { currency: 'EUR' },
    source: 'browser',
    receivedAt: new Date('2026-11-23T10:00:00.000Z'),
  });
  if (result.ok) return result.event;
  if (result.reason === '') throw new Error('refused without a reason');
  return undefined;
}

function map(event: ScoutEvent) {
  return {
    events: toKlaviyoEvents(event, defaultMetric(event.name) ?? event.name),
    profile: toProfileAttributes(event, { defaultCountry: 'DE', externalId: true }),
  };
}

function findBlank(value: unknown, path: string): string | undefined {
  if (value === null || value === undefined || value === '' || Number.isNaN(value))
    return `${path} is ${String(value)}`;
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY) return `${path} is infinite`;
  if (typeof value !== 'object') return undefined;
  return Object.entries(value)
    .map(([key, inner]) => findBlank(inner, `${path}.${key}`))
    .find((found) => found !== undefined);
}

/** Runs the check on every event that was taken, and makes sure that those were many and of all kinds. */
function forEveryEvent(check: (event: ScoutEvent, sent: unknown) => void): void {
  const taken: ScoutEvent[] = [];
  fc.assert(
    fc.property(sentEvent, (sent) => {
      const event = canonical(sent);
      if (event === undefined) return;
      taken.push(event);
      check(event, sent);
    }),
    { numRuns: RUNS },
  );
  const orders = taken.filter((event) => event.name === 'Purchase' && event.items.length > 1);
  expect(taken.length).toBeGreaterThan(RUNS / 4);
  expect(orders.length).toBeGreaterThan(RUNS / 100);
}

test('whatever arrives is refused with a reason or mapped; what is mapped holds no blanks and keeps to the limits', () => {
  forEveryEvent((event) => {
    const mapped = map(event);
    expect(findBlank(mapped, 'mapped')).toBeUndefined();
    expect(mapped.events.map((each) => checkLimits(each)).filter((problem) => problem !== undefined)).toEqual([]);
  });
});

test('the same event gives the same payloads, also after it was stored', () => {
  forEveryEvent((event, sent) => {
    const stored: ScoutEvent = JSON.parse(JSON.stringify(event));
    expect(JSON.stringify(map(stored))).toBe(JSON.stringify(map(event)));
    expect(JSON.stringify(canonical(sent))).toBe(JSON.stringify(event));
  });
});

test("the unique_ids of one event's Klaviyo events are distinct", () => {
  forEveryEvent((event) => {
    const ids = map(event).events.map((each) => each.unique_id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test('no prototype is polluted and no payload carries a key that could', () => {
  forEveryEvent((event) => {
    expect(JSON.stringify(map(event))).not.toMatch(/"(__proto__|constructor|prototype)":/);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
