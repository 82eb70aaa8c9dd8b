import type { Context, Identity, Item } from '@scout/wire';
import type { PlanOptions } from '../delivery/destination.ts';
import { Isolation } from '../klaviyo/isolation.ts';
import { People } from '../klaviyo/people.ts';
import type { KlaviyoPlannedRequest, Knowledge } from '../klaviyo/planner.ts';
import { prepare } from '../klaviyo/prepared.ts';
import { Progress } from '../klaviyo/progress.ts';
import type { ScoutEvent } from '../store/event.ts';
import type { DueDelivery } from '../store/store.ts';
import type { DestinationSettings } from '../store/configuration.ts';

export const NOW = Date.parse('2026-11-23T10:00:00.000Z');
const METRICS: Record<string, string> = {
  ViewContent: 'Viewed Product',
  AddToCart: 'Added to Cart',
  InitiateCheckout: 'Started Checkout',
  Purchase: 'Placed Order',
};

export const know = (settings: DestinationSettings = {}): Knowledge => ({
  settings,
  people: new People(),
  isolation: new Isolation(),
  progress: new Progress(),
});
export const ask = (overrides: Partial<PlanOptions> = {}): PlanOptions => ({
  now: NOW,
  isOpen: () => true,
  probing: false,
  ...overrides,
});
export const allBut =
  (...closed: string[]) =>
  (endpoint: string): boolean =>
    !closed.includes(endpoint);

interface Wish extends Partial<Pick<ScoutEvent, 'name' | 'order_id' | 'items' | 'properties'>> {
  id?: number;
  email?: string | null;
  eventId?: string;
  agoMs?: number;
  identity?: Identity;
  context?: Context;
  ambiguous?: boolean;
  superseded?: boolean;
}

let made = 0;

/** A delivery that is due; by default a product view of jo@example.com, just now. */
export function due(wish: Wish = {}): DueDelivery {
  const id = wish.id ?? ++made;
  const { email = 'jo@example.com', name = 'ViewContent', agoMs = 0, ambiguous = false, superseded = false } = wish;
  return {
    id,
    destination_id: 'd1',
    metric: METRICS[name] ?? null,
    priority: 0,
    attempts: 0,
    ambiguous,
    superseded,
    received_at: NOW,
    due_since: NOW,
    email,
    country: null,
    event: {
      id: wish.eventId ?? `e${id}`,
      name,
      time: new Date(NOW - agoMs).toISOString(),
      source: 'browser',
      test: false,
      identity: wish.identity ?? {},
      context: wish.context ?? {},
      items: wish.items ?? [],
      properties: wish.properties ?? {},
      ...(wish.order_id === undefined ? {} : { order_id: wish.order_id }),
    },
  };
}

/** Tells the planner's memory that Klaviyo has the profile of this delivery. */
export function settle(knowledge: Knowledge, delivery: DueDelivery, id?: string): void {
  const prepared = prepare(delivery, { settings: knowledge.settings, now: NOW });
  if ('problem' in prepared) throw new Error(prepared.problem);
  const profile = id === undefined ? {} : { profile: { id, isOther: false } };
  knowledge.people.settled(prepared.person, { ...profile, hash: prepared.hash, asOf: prepared.asOf });
}

export const lines = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({ product_id: `p${index}`, name: `P${index}`, price: 1, quantity: 1 }));
export const idsOf = (request: KlaviyoPlannedRequest | undefined): number[] =>
  (request?.deliveries ?? []).map((delivery) => delivery.id);
export const bodyOf = (request: KlaviyoPlannedRequest | undefined) =>
  JSON.parse(request?.body ?? 'null') as {
    data: { id?: string; attributes: Record<string, unknown> & { profile?: { data: Record<string, unknown> } } };
  };
export function bulkEntries(request: KlaviyoPlannedRequest | undefined) {
  if (request?.kind !== 'bulk') throw new Error(`Expected a bulk request, got ${request?.kind}`);
  const body = JSON.parse(request.body) as {
    data: {
      attributes: {
        'events-bulk-create': {
          data: {
            attributes: {
              profile: { data: { id?: string; attributes: Record<string, unknown> } };
              events: { data: { attributes: { unique_id: string; backfill?: boolean } }[] };
            };
          }[];
        };
      };
    };
  };
  return body.data.attributes['events-bulk-create'].data.map(({ attributes: { profile, events } }) => ({
    profile: profile.data,
    events: events.data.map((event) => event.attributes),
  }));
}
