import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const EVERY_MS = 10 * 60 * 1_000;
/** Days that an event waits for an email address, unless its destination says otherwise. */
const HOLD_DAYS = 7;

/** The place among the settings of the days that the owner chose in the dashboard, before RETENTION_DAYS. */
export const RETENTION_SETTING = 'retention_days';

/**
 * Sweeps now and every ten minutes: what waited too long is skipped, what is too old is removed. Returns its end,
 * which lets a sweep under way finish.
 */
export function startUpkeep(options: {
  store: Store;
  clock: Clock;
  log: Log;
  retentionDays: number;
}): () => Promise<void> {
  const { store, clock, log, retentionDays } = options;
  let cancel = (): void => {};
  let sweeping: Promise<void>;
  let stopped = false;

  const sweep = async (): Promise<void> => {
    const holdMs = (id: string): number => {
      const destination = store.configuration().destinations.find((each) => each.id === id);
      return (destination?.settings.hold_days ?? HOLD_DAYS) * DAY_MS;
    };
    const days = Number((await store.setting(RETENTION_SETTING)) ?? retentionDays);
    const { skipped, removed } = await store.sweep({ now: clock.now(), retentionMs: days * DAY_MS, holdMs });
    if (skipped + removed > 0) log.info('swept', { skipped, removed });
  };
  const run = (): void => {
    sweeping = sweep()
      .catch((error: unknown) => log.error('the sweep failed and is tried again later', { error }))
      .finally(() => {
        if (!stopped) cancel = clock.after(EVERY_MS, run);
      });
  };
  run();
  return () => {
    stopped = true;
    cancel();
    return sweeping;
  };
}
