import type { CheckedBatch } from '@scout/wire/schema';
import type { Clock } from '../clock.ts';
import { decideAdmission, readEvents, type ReadBatch } from '../ingest/admit.ts';
import { createOrderBursts } from '../ingest/order-bursts.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import type { Site } from '../store/configuration.ts';
import { createMeasuredAdmit } from './measured-admit.ts';

export interface TakeBatchDeps {
  store: Store;
  clock: Clock;
  /** Called with the destinations that have something to send, once it is stored. */
  wake: (destinationIds: readonly string[]) => void;
  /** Called with the ids of events that were stored. */
  onStored: (eventIds: readonly string[]) => void;
  metrics: Metrics;
}

export interface BatchSender {
  site: Site;
  /** `server`: whoever sent it holds a secret of the shop's backend. */
  source: 'browser' | 'server';
  /** What the sender is counted by; undefined when that cannot be said. Asked for orders alone. */
  client: () => string | undefined;
}

/** Stores a checked batch; resolves with what was read of it once it is durable. */
export type TakeBatch = (batch: CheckedBatch, sender: BatchSender) => Promise<ReadBatch>;

export function createTakeBatch({ store, clock, wake, onStored, metrics }: TakeBatchDeps): TakeBatch {
  const admit = createMeasuredAdmit(store, metrics);
  const bursts = createOrderBursts();
  return async (batch, { site, source, client }) => {
    const receivedAt = clock.now();
    const read = readEvents({ batch, site, source, receivedAt });
    const unusual = new Set<string>();
    for (const { id, name, order_id, context } of source === 'browser' ? read.events : []) {
      if (name !== 'Purchase') continue;
      const sighting = { order: order_id ?? id, siteId: site.id, visitorId: context.visitor_id, client: client() };
      if (bursts.isUnusual(sighting, receivedAt)) unusual.add(id);
    }
    const { wake: destinations, stored } = await admit({
      site,
      visitorIds: read.visitorIds,
      receivedAt,
      decide: (known) =>
        decideAdmission({ read, site, receivedAt, known, unusual, configuration: store.configuration() }),
    });
    metrics.events.add(stored, { result: 'stored' });
    metrics.events.add(read.events.length - stored, { result: 'repeated' });
    metrics.events.add(read.rejected.length, { result: 'rejected' });
    wake(destinations);
    onStored(read.events.map((event) => event.id));
    return read;
  };
}
