import type { Clock } from './clock.ts';
import type { Lease, Store } from './store/store.ts';

const AGAIN_MS = 200;

/** Resolves to the lease of this name as soon as no other collector holds it. */
export async function awaitLease({ store, clock, name }: { store: Store; clock: Clock; name: string }): Promise<Lease> {
  for (;;) {
    const lease = await store.holdLease(name, clock.now());
    if (lease) return lease;
    await new Promise<void>((resolve) => {
      clock.after(AGAIN_MS, resolve);
    });
  }
}
