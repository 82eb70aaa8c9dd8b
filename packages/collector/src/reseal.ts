import { ALERTS_SETTING } from './alerts.ts';
import { isShopName, SHOPS } from './ingest/webhooks/shops.ts';
import type { Log } from './log.ts';
import type { Vault } from './secrets.ts';
import type { Store } from './store/store.ts';
import { webhookSecretSetting } from './webhook-secrets.ts';

/**
 * Seals all that is sealed anew with the present APP_SECRET, so that the previous one can be thrown away. What neither
 * opens stays as it is and is named in the log; resolves to how many were sealed anew.
 */
export async function reseal({ store, vault, log }: { store: Store; vault: Vault; log: Log }): Promise<number> {
  let resealed = 0;
  const renew = async (name: string, sealed: string, write: (sealed: string) => Promise<void>): Promise<void> => {
    let plain: string;
    try {
      plain = vault.open(sealed);
    } catch {
      log.warn('neither APP_SECRET nor APP_SECRET_PREVIOUS opens a stored secret', { name });
      return;
    }
    await write(vault.seal(plain));
    resealed++;
  };
  const { sites, destinations } = store.configuration();
  for (const { id, sealed_key } of destinations) {
    await renew(`destination ${id}`, sealed_key, (sealed) => store.updateDestination(id, { sealed_key: sealed }));
  }
  const shops = Object.keys(SHOPS).filter(isShopName);
  const settings = [ALERTS_SETTING, ...sites.flatMap(({ id }) => shops.map((shop) => webhookSecretSetting(id, shop)))];
  for (const name of settings) {
    const sealed = await store.setting(name);
    if (sealed !== null) await renew(name, sealed, (again) => store.setSetting(name, again));
  }
  return resealed;
}
