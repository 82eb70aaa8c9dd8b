import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';

/** The store's `admit`, noting how long a batch took to be durable and how many became so with the same commit. */
export function createMeasuredAdmit(store: Store, metrics: Metrics): Store['admit'] {
  let together = 0;
  return async (input) => {
    const startedAt = performance.now();
    const admitted = await store.admit(input);
    metrics.storeSeconds.observe((performance.now() - startedAt) / 1_000);
    // A commit's batches resolve in one go, so all have been counted before the loop turns.
    if (together === 0) {
      setImmediate(() => {
        metrics.commitBatches.observe(together);
        together = 0;
      });
    }
    together++;
    return admitted;
  };
}
