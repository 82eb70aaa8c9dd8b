import { eventSchema } from '@scout/wire/schema';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toScoutEvent } from '../../ingest/canonical.ts';
import type { ScoutEvent } from '../../store/event.ts';
import { checkLimits } from './check-limits.ts';
import { defaultMetric } from './default-rules.ts';
import { toKlaviyoEvents } from './events.ts';
import { toProfileAttributes } from './profile.ts';

const NAMES = ['Purchase', 'add_to_cart', 'ViewContent', 'begin_checkout', 'Refund', 'Search', 'Quiz', '__proto__'];

const FIELDS = [
  'order_id',
  'value',
  'currency',
  'tax',
  'coupon',
  'items',
  'contents',
  'content_ids',
  'ecommerce',
  'id',
];
const ITEM_FIELDS = [
  'sku',
  'name',
  'price',
  'quantity',
  'categories',
  'item_category2',
  'brand',
  '__proto__',
  '$value',
];

/** Any JSON, with a liking for what the readers look for and for what tends to break them. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, '', ' ', 'EUR', 'abc', '29.98', '1.234,50', '-0', 'constructor', -1, 0, 1e300, true),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS, ...ITEM_FIELDS), fc.string()), tie('value'), {
    maxKeys: 8,
  }),
}));

const sentEvent = fc.record(
  {
    id: fc.string({ minLength: 1 }),
    name: fc.oneof(fc.constantFrom(...NAMES), fc.string({ minLength: 1 })),
    time: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string(),
    ),
    properties: json['object'],
    identity: fc.record({ email: json['value'], phone: json['value'] }, { requiredKeys: [] }),
    context: fc.record({ session_count: json['value'], utm_source: json['value'] }, { requiredKeys: [] }),
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

function forEveryEvent(check: (event: ScoutEvent, sent: unknown) => void): number {
  let accepted = 0;
  fc.assert(
    fc.property(sentEvent, (sent) => {
      const event = canonical(sent);
      if (event === undefined) return;
      accepted += 1;
      check(event, sent);
    }),
    { numRuns: 1500 },
  );
  return accepted;
}

test('whatever arrives is refused with a reason or mapped; what is mapped holds no blanks and keeps to the limits', () => {
  const accepted = forEveryEvent((event) => {
    const mapped = map(event);
    expect(findBlank(mapped, 'mapped')).toBeUndefined();
    expect(mapped.events.map((each) => checkLimits(each)).filter((problem) => problem !== undefined)).toEqual([]);
  });
  expect(accepted).toBeGreaterThan(100);
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
