import type { ShopName } from './ingest/webhooks/shops.ts';
import type { Vault } from './secrets.ts';
import type { Store } from './store/store.ts';

/** The secrets that shops sign their webhooks with: one a site and kind of shop, sealed among the settings. */
export interface WebhookSecrets {
  /** Null when there is none. */
  get(siteId: string, shop: ShopName): Promise<string | null>;
  /** Takes the place of the last one at once; null removes it. */
  set(siteId: string, shop: ShopName, secret: string | null): Promise<void>;
}

export function createWebhookSecrets(store: Store, vault: Vault): WebhookSecrets {
  return {
    get: async (siteId, shop) => {
      const sealed = await store.setting(webhookSecretSetting(siteId, shop));
      return sealed === null ? null : vault.open(sealed);
    },
    set: (siteId, shop, secret) =>
      store.setSetting(webhookSecretSetting(siteId, shop), secret === null ? null : vault.seal(secret)),
  };
}

export function webhookSecretSetting(siteId: string, shop: ShopName): string {
  return `webhook_secret.${shop}.${siteId}`;
}
