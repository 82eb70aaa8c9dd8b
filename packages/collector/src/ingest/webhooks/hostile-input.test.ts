import { eventSchema } from '@scout/wire/schema';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shopifyOrder, shopifyRefund, wooOrder } from '../../testing/shop-payloads.ts';
import { toScoutEvent } from '../canonical.ts';
import { SHOPS, type ShopName } from './shops.ts';

const RUNS = 400;

/** A realistic payload in which some fields, at any depth, were replaced by any JSON, and some taken away. */
function spoilt(payload: Record<string, unknown>): fc.Arbitrary<unknown> {
  const paths = pathsOf(payload);
  const change = fc.tuple(fc.constantFrom(...paths), fc.option(fc.jsonValue(), { nil: undefined }));
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    const copy = structuredClone(payload);
    for (const [path, value] of changes) put(copy, path, value);
    return JSON.parse(JSON.stringify(copy));
  });
}

function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key])),
  ];
}

function put(target: unknown, [key, ...rest]: string[], value: unknown): void {
  if (typeof target !== 'object' || target === null || key === undefined) return;
  if (rest.length > 0) put(Reflect.get(target, key), rest, value);
  else Reflect.set(target, key, value);
}

const cases: [ShopName, string, Record<string, unknown>][] = [
  ['shopify', 'orders/create', shopifyOrder()],
  ['shopify', 'orders/cancelled', shopifyOrder({ cancelled_at: '2026-11-24T10:00:00Z' })],
  ['shopify', 'refunds/create', shopifyRefund()],
  ['woocommerce', 'order.updated', wooOrder({ status: 'refunded', refunds: [{ id: 801, total: '-12.10' }] })],
];

test.each(cases)(
  '%s %s, however it is spoilt, is an order, a refusal or nothing, and never a crash',
  (shop, topic, payload) => {
    fc.assert(
      fc.property(fc.oneof(spoilt(payload), fc.jsonValue()), (hostile) => {
        const result = SHOPS[shop].toEvents(topic, hostile);
        if ('refused' in result) {
          expect(result.refused).not.toBe('');
          return;
        }
        for (const event of result.events) {
          const checked = eventSchema.safeParse(event);
          if (!checked.success) continue;
          const canonical = toScoutEvent({
            event: checked.data,
            batch: {},
            site: {},
            source: 'server',
            receivedAt: new Date('2026-11-23T12:00:00Z'),
          });
          if (!canonical.ok) expect(canonical.reason).not.toBe('');
          else expect(['Purchase', 'Refund', 'Cancel']).toContain(canonical.event.name);
        }
      }),
      { numRuns: RUNS },
    );
    expect(Object.prototype).not.toHaveProperty('polluted');
  },
);
