import type { Clock } from '../clock.ts';
import type { Lease, Store } from '../store/store.ts';
import type { KeyLeases } from './key-leases.ts';

/** The lease of a destination together with that of its key; null while another collector has either. */
export async function holdDestination({
  store,
  keys,
  clock,
  destinationId,
  key,
}: {
  store: Store;
  keys: KeyLeases;
  clock: Clock;
  destinationId: string;
  key: string;
}): Promise<Lease | null> {
  const keyLease = await keys.hold(key);
  if (!keyLease) return null;
  let own: Lease | null = null;
  try {
    own = await store.holdLease(destinationId, clock.now());
  } finally {
    // Whoever has the one waits for nobody who has the other.
    if (!own) await keyLease.release();
  }
  if (!own) return null;
  const { token, quietMs, isHeld, release } = own;
  return {
    token,
    quietMs: Math.max(quietMs, keyLease.quietMs),
    isHeld: () => isHeld() && keyLease.isHeld(),
    release: async () => {
      try {
        await release();
      } finally {
        await keyLease.release();
      }
    },
  };
}
