import { awaitLease } from './await-lease.ts';
import type { Clock } from './clock.ts';
import type { Vault } from './secrets.ts';
import type { Store } from './store/store.ts';

const SETTING = 'secret_check';

/**
 * Rejects when the store was set up under another APP_SECRET. Collectors that share a database share the secret: one
 * that had its own would take every stored key for broken, and hold the deliveries of all.
 */
export async function checkSecret({
  store,
  vault,
  clock,
}: {
  store: Store;
  vault: Vault;
  clock: Clock;
}): Promise<void> {
  const lease = await awaitLease({ hold: () => store.holdLease(SETTING, clock.now()), clock });
  const sealed = await store.setting(SETTING);
  const fits = sealed === null || opens(vault, sealed);
  if (fits) await store.setSetting(SETTING, vault.seal(SETTING));
  await lease.release();
  if (fits) return;
  throw new Error(
    'APP_SECRET: expected the secret that this database was set up with. Set the same one for every collector, or the old one as APP_SECRET_PREVIOUS.',
  );
}

function opens(vault: Vault, sealed: string): boolean {
  try {
    vault.open(sealed);
    return true;
  } catch {
    return false;
  }
}
