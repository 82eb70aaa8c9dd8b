import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Vault } from './secrets.ts';
import type { Lease, Store } from './store/store.ts';
import type { Webhook } from './webhook.ts';

const EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A share of fewer deliveries than this says nothing. */
const LEAST_DELIVERIES = 20;

/** The place among the settings; the value is sealed, for the address is a secret. */
export const ALERTS_SETTING = 'alerts';
/** Beside it, the alarms that were told and are not over: a restart tells nothing twice. */
const TOLD_SETTING = 'alerts_told';
const toldSchema = z.record(z.string(), z.string());

export const alertSettingsSchema = z.object({
  url: z.string().trim().min(1).max(2_048),
  /** Klaviyo refuses the key. */
  key_refused: z.boolean().default(true),
  /** No event for so many hours; null: off. */
  silence_hours: z.number().min(1).max(720).nullable().default(24),
  /** More than this share (0 to 1) of the last hour's finished deliveries failed; null: off. */
  failure_share: z.number().min(0.01).max(1).nullable().default(0.1),
  /** Something waits to be sent for so many minutes; null: off. */
  queue_minutes: z.number().min(1).max(10_080).nullable().default(30),
});
export type AlertSettings = z.output<typeof alertSettingsSchema>;

/** What is wrong now, by a name that stays the same as long as it is. */
export type Alarms = ReadonlyMap<string, string>;

/** Finds what the owner wants to hear of. `since` is when the collector began to watch. */
export async function findAlarms(
  { store, now, since }: { store: Store; now: number; since: number },
  settings: AlertSettings,
): Promise<Alarms> {
  const alarms = new Map<string, string>();
  if (settings.key_refused) {
    for (const { id, status, account, error } of store.configuration().destinations) {
      if (status !== 'ERROR') continue;
      const name = account?.name ?? 'Klaviyo';
      alarms.set(
        `key ${id}`,
        `Klaviyo refused the key of ${name}. ${error ?? ''} Events wait until you paste a new key.`,
      );
    }
  }
  const stats = await store.stats({ since: now - HOUR_MS, now });
  if (settings.silence_hours !== null && store.configuration().sites.length > 0) {
    const [newest] = (await store.log({ test: false }, { limit: 1 })).events;
    const quietSince = Math.max(newest?.received_at ?? 0, since);
    if (now - quietSince >= settings.silence_hours * HOUR_MS) {
      alarms.set('silence', `No event has come in for ${settings.silence_hours} hours. Is the tag still on the store?`);
    }
  }
  if (settings.failure_share !== null) {
    const count = (wanted: string): number =>
      stats.by_status_and_hour.filter(({ status }) => status === wanted).reduce((sum, each) => sum + each.count, 0);
    const finished = count('delivered') + count('failed');
    const share = finished === 0 ? 0 : count('failed') / finished;
    if (finished >= LEAST_DELIVERIES && share > settings.failure_share) {
      alarms.set('failures', `${Math.round(share * 100)} % of the last hour's deliveries to Klaviyo failed.`);
    }
  }
  if (settings.queue_minutes !== null && stats.queue.oldest_at !== null) {
    const minutes = Math.floor((now - stats.queue.oldest_at) / MINUTE_MS);
    if (minutes >= settings.queue_minutes) {
      alarms.set('queue', `${stats.queue.depth} deliveries wait to be sent, the oldest for ${minutes} minutes.`);
    }
  }
  return alarms;
}

export interface AlertOptions {
  store: Store;
  clock: Clock;
  log: Log;
  vault: Vault;
  webhook: Webhook;
}

/**
 * Looks every minute and tells of each alarm once when it starts and once when it is over; of a fleet one collector
 * does. Returns its end.
 */
export function startAlerts({ store, clock, log, vault, webhook }: AlertOptions): () => void {
  const since = clock.now();
  let lease: Lease | null = null;
  let cancel = (): void => {};
  let stopped = false;

  const look = async (): Promise<void> => {
    if (!lease?.isHeld()) lease = await store.holdLease('alerts', clock.now());
    if (!lease) return;
    const settings = await readAlertSettings(store, vault);
    const told = await readTold(store);
    if (!settings) {
      if (told.size > 0) await store.setSetting(TOLD_SETTING, null);
      return;
    }
    const remember = (): Promise<void> => store.setSetting(TOLD_SETTING, JSON.stringify(Object.fromEntries(told)));
    // A silence that was told ends with an event, not with a restart.
    const watchedSince = told.has('silence') ? 0 : since;
    const alarms = await findAlarms({ store, now: clock.now(), since: watchedSince }, settings);
    for (const [name, sentence] of alarms) {
      if (told.has(name)) continue;
      await webhook(settings.url, toMessage(sentence, name));
      told.set(name, sentence);
      await remember();
    }
    for (const [name, sentence] of told) {
      if (alarms.has(name)) continue;
      await webhook(settings.url, toMessage(`Over: ${sentence}`, name));
      told.delete(name);
      await remember();
    }
  };
  const run = (): void => {
    look()
      .catch((error: unknown) => log.warn('an alert could not be sent and is tried again', { error }))
      .finally(() => {
        if (!stopped) cancel = clock.after(EVERY_MS, run);
      });
  };
  cancel = clock.after(EVERY_MS, run);
  return () => {
    stopped = true;
    cancel();
  };
}

async function readTold(store: Store): Promise<Map<string, string>> {
  const stored = await store.setting(TOLD_SETTING);
  return new Map(stored === null ? [] : Object.entries(toldSchema.parse(JSON.parse(stored))));
}

/** Slack shows `text`; other receivers can tell alarms apart by `alarm`. */
export function toMessage(sentence: string, alarm: string): { text: string; alarm: string } {
  return { text: `Scout: ${sentence}`, alarm };
}

/** What the owner chose; null when there are no alerts. */
export async function readAlertSettings(store: Store, vault: Vault): Promise<AlertSettings | null> {
  const sealed = await store.setting(ALERTS_SETTING);
  return sealed === null ? null : alertSettingsSchema.parse(JSON.parse(vault.open(sealed)));
}
