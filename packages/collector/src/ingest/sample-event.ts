import { randomUUID } from 'node:crypto';
import type { Item } from '@scout/wire';
import type { ScoutEvent } from '../store/event.ts';
import { canonicalName } from './event-names.ts';

const MUG: Item = {
  product_id: 'scout-test-mug',
  sku: 'SCOUT-TEST-MUG',
  name: 'Test mug',
  price: 12.5,
  quantity: 2,
  categories: ['Test'],
  brand: 'Scout',
};
const TOWEL: Item = {
  product_id: 'scout-test-towel',
  sku: 'SCOUT-TEST-TOWEL',
  name: 'Test towel',
  price: 9.9,
  quantity: 1,
  categories: ['Test'],
  brand: 'Scout',
};

/** A marked event that looks like a real one of its kind: what "send test event" sends. */
export function createSampleEvent(input: { name: string; email: string; currency: string; now: number }): ScoutEvent {
  const { email, currency, now } = input;
  const name = canonicalName(input.name);
  const id = `test-${randomUUID()}`;
  const base: ScoutEvent = {
    id,
    name,
    time: new Date(now).toISOString(),
    source: 'dashboard',
    test: true,
    identity: { email },
    context: {},
    currency,
    items: [],
    properties: {},
  };
  switch (name) {
    case 'ViewContent':
      return { ...base, value: 12.5, product: MUG, items: [{ ...MUG, quantity: 1 }] };
    case 'AddToCart':
      return { ...base, value: 34.9, product: MUG, items: [MUG, TOWEL] };
    case 'InitiateCheckout':
      return { ...base, value: 34.9, items: [MUG, TOWEL] };
    case 'Purchase':
    case 'Refund':
    case 'Cancel':
      return { ...base, order_id: id, value: 39.8, shipping: 4.9, items: [MUG, TOWEL] };
    default:
      return base;
  }
}
