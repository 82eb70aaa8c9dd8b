import type { Clock } from './clock.ts';
import type { Lease } from './store/store.ts';

const AGAIN_MS = 200;

/** Resolves to what `hold` does as soon as that is a lease; rejects when `hold` does. */
export async function awaitLease({ hold, clock }: { hold: () => Promise<Lease | null>; clock: Clock }): Promise<Lease> {
  for (;;) {
    const lease = await hold();
    if (lease) return lease;
    await new Promise<void>((resolve) => {
      clock.after(AGAIN_MS, resolve);
    });
  }
}
