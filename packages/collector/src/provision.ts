import { randomUUID } from 'node:crypto';
import { awaitLease } from './await-lease.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { DefaultRule, DestinationKind, KeyCheck } from './delivery/destination.ts';
import type { KeyLeases } from './delivery/key-leases.ts';
import { defaultRules, newDestination } from './http/admin/destinations.ts';
import type { Log } from './log.ts';
import { createToken, type Vault } from './secrets.ts';
import type { Store } from './store/store.ts';

/** While Klaviyo does not answer at the first start, the key is checked again this often. */
const RECHECK_MS = 15_000;

export interface ProvisionOptions {
  config: Config;
  store: Store;
  vault: Vault;
  keys: KeyLeases;
  kind: DestinationKind;
  clock: Clock;
  log: Log;
  refresh: () => void;
}

/**
 * Sets up an empty store by the environment, once: the site, with a key made for it when none is given, and with KLAVIYO_PRIVATE_KEY the destination and its
 * default rules. Returns the function that gives up checking the key, if that is still going on.
 */
export async function provision(options: ProvisionOptions): Promise<() => void> {
  const { store, clock } = options;
  // Of collectors that start together on one empty store, the first sets it up, and the others find it so.
  const lease = await awaitLease({ hold: () => store.holdLease('provision', clock.now()), clock });
  try {
    return await setUp(options);
  } finally {
    await lease.release();
  }
}

async function setUp({ config, store, vault, keys, kind, clock, log, refresh }: ProvisionOptions): Promise<() => void> {
  const { sites, destinations } = store.configuration();
  const { siteKey, siteOrigins, klaviyoPrivateKey } = config.provision;
  if (sites.length > 0 || destinations.length > 0) return () => {};
  if (siteKey !== undefined || siteOrigins.length > 0 || klaviyoPrivateKey !== undefined) {
    await store.createSite({
      id: randomUUID(),
      name: 'Shop',
      public_key: siteKey ?? createToken('pk_'),
      server_key_hash: null,
      origins: siteOrigins,
      currency: null,
      country: null,
      created_at: clock.now(),
    });
    if (siteOrigins.length === 0) log.warn('the site takes events from any origin; set its origins to restrict it');
  }
  if (klaviyoPrivateKey === undefined) return () => {};

  const record = newDestination({
    type: 'klaviyo',
    privateKey: klaviyoPrivateKey,
    site_id: null,
    check: null,
    now: clock.now(),
    vault,
  });
  // Nobody sends to it before the check is over.
  const lease = await keys.ask(kind.keyOf(record));
  // Stored before the key is checked: a start that is cut short must not leave a shop without its destination.
  await store.createDestination(record, defaultRules({ kind, clock }, { record, check: null }));
  const learn = async (check: KeyCheck): Promise<void> => {
    for (const rule of kind.defaultRules(check)) {
      if (rule.disabledReason !== null) await switchOff(store, { destinationId: record.id, rule });
    }
    await store.updateDestination(record.id, { ...learned(check), status_since: clock.now() });
  };
  const first = await kind.check(klaviyoPrivateKey);
  await learn(first);
  await lease.release();
  if (first.ok || first.cause === 'refused') return () => {};

  log.warn('Klaviyo did not answer yet; the key will be checked again', { destination: record.id });
  let cancel = (): void => {};
  const recheck = async (): Promise<void> => {
    const check = await kind.check(klaviyoPrivateKey);
    if (!check.ok && check.cause === 'unavailable') return schedule();
    await learn(check);
    refresh();
  };
  const schedule = (): void => {
    cancel = clock.after(RECHECK_MS, () => {
      recheck().catch((error: unknown) => {
        log.error('the key could not be checked', { error });
        schedule();
      });
    });
  };
  schedule();
  return () => cancel();
}

/** What the account gets from elsewhere is not sent as well, unless the owner has touched the rule. */
async function switchOff(
  store: Store,
  { destinationId, rule }: { destinationId: string; rule: DefaultRule },
): Promise<void> {
  const own = store
    .configuration()
    .rules.find(
      (each) =>
        each.destination_id === destinationId &&
        each.event === rule.event &&
        each.metric === rule.metric &&
        each.enabled,
    );
  if (own) await store.updateRule(own.id, { enabled: false, disabled_reason: rule.disabledReason });
}

function learned(check: KeyCheck) {
  if (check.ok) return { account: check.account, missing_scopes: check.missingScopes };
  return check.cause === 'refused' ? { status: 'ERROR' as const, error: check.sentence } : {};
}
