import { onTestFinished } from 'vitest';
import type { Lease, NewEvent, Store, Visitor } from '../store.ts';
import type { DeliveryView, EventView } from '../log-views.ts';
import { NOON, sampleDestination, sampleSite } from './sample-records.ts';

/** What a driver provides for one test. */
export interface OpenedStore {
  store: Store;
  /** The same data again, as the next process finds it when the last one was killed and never closed its store. */
  reopen(now: number): Promise<Store>;
  /** Closes every store of this test and removes its data. */
  close(): Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

/** A store with one site and one ACTIVE destination, and the few moves that every test makes. */
export interface Stage {
  store: Store;
  /** The destination's. */
  lease: Lease;
  reopen: OpenedStore['reopen'];
  /** Admits events (and what they tell of visitors) of one site as one batch. Default: 'shop', at noon. */
  admit(
    events: NewEvent[],
    options?: { at?: number; visitors?: Visitor[]; siteId?: string },
  ): Promise<{ stored: number; wake: string[] }>;
  event(id: string): Promise<EventView>;
  /** The event's only delivery. */
  delivery(id: string): Promise<DeliveryView>;
  /** Ids of the events whose deliveries are due, as claimed. */
  due(options?: { now?: number; limit?: number; exclude?: readonly number[] }): Promise<string[]>;
  /** Makes a request with these deliveries known. Returns its number. */
  begin(deliveryIds: readonly number[], at?: number): Promise<number>;
}

export async function setStage(open: OpenStore): Promise<Stage> {
  const { store, reopen, close } = await open();
  onTestFinished(close);
  await store.createSite(sampleSite());
  await store.createDestination(sampleDestination(), []);
  const lease = await store.holdLease('klaviyo', NOON);
  if (!lease) throw new Error('Expected the lease to be free');
  const event = async (id: string): Promise<EventView> => {
    const entry = await store.logEntry(id);
    if (!entry) throw new Error(`Expected an event ${id} in the store`);
    return entry.event;
  };
  return {
    store,
    lease,
    reopen,
    admit: (events, { at = NOON, visitors = [], siteId = 'shop' } = {}) =>
      store.admit({
        site: sampleSite({ id: siteId }),
        visitorIds: visitors.map((visitor) => visitor.id),
        receivedAt: at,
        decide: () => ({ events, visitors }),
      }),
    event,
    delivery: async (id) => {
      const [only, ...others] = (await event(id)).deliveries;
      if (!only || others.length > 0) throw new Error(`Expected ${id} to have one delivery`);
      return only;
    },
    due: async ({ now = NOON, limit = 100, exclude = [] } = {}) => {
      const claimed = await store.claim({ destinationId: 'klaviyo', now, limit, exclude });
      return claimed.map((delivery) => delivery.event.id);
    },
    begin: (deliveryIds, at = NOON) =>
      store.beginAttempt({
        lease,
        destinationId: 'klaviyo',
        deliveryIds,
        method: 'POST',
        path: '/api/events',
        body: '{"data":{}}',
        startedAt: at,
      }),
  };
}
