import type { Metrics } from '../metrics.ts';
import type { DueDelivery, Fate } from '../store/store.ts';

/** Counts fates once they are stored; `deliveries` are at least those that have one. */
export function countFates(
  metrics: Metrics,
  { fates, deliveries, now }: { fates: ReadonlyMap<number, Fate>; deliveries: readonly DueDelivery[]; now: number },
): void {
  for (const delivery of deliveries) {
    const fate = fates.get(delivery.id);
    if (!fate) continue;
    metrics.deliveries.add(1, { outcome: OUTCOMES[fate.kind], reason: fate.kind === 'delivered' ? '' : fate.reason });
    if (fate.kind === 'delivered') metrics.deliverySeconds.observe((now - delivery.due_since) / 1_000);
  }
}

/** Each fate by the status it leads to. */
const OUTCOMES = {
  delivered: 'delivered',
  retry: 'retrying',
  held: 'held',
  rejected: 'failed',
} as const satisfies Record<Fate['kind'], string>;
