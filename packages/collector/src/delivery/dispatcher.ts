import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import type { DestinationRecord } from '../store/configuration.ts';
import type { Destination } from './destination.ts';
import { holdDestination } from './hold-destination.ts';
import type { KeyLeases } from './key-leases.ts';
import { LaneKeeper, type OpenLane } from './lane-keeper.ts';
import { Lane } from './lane.ts';
import type { Limiter } from './limiter.ts';

/** `last_success_at` is for people: once in this time is often enough. */
const SUCCESS_NOTE_MS = 30_000;
/** How long to wait when the store cannot take a change of status. */
const STORE_RETRY_MS = 1_000;

/** Delivers what the store holds, for every destination that is ACTIVE. */
export interface Dispatcher {
  /** Takes up the current configuration: call it at start and after each change of a destination. */
  refresh(): void;
  /** These destinations have something to send. */
  wake(destinationIds: readonly string[]): void;
  /** Where each destination that is sent to stands with its limits. */
  limits(): LimitState[];
  /** Starts no more requests; resolves when those under way have been settled. */
  stop(): Promise<void>;
}

export interface LimitState {
  destinationId: string;
  /** Requests that may be sent in any second, and how many of them are taken. */
  slots: number;
  slotsInUse: number;
  /** Ms since 1970; in the past when nobody asked for a pause. */
  pausedUntil: number;
}

export interface DispatcherOptions {
  store: Store;
  keys: KeyLeases;
  /** Names the destination's key; throws when it cannot be opened. */
  keyOf: (record: DestinationRecord) => string;
  /** Makes the destination's own part for a record: what to send, and under which limits. */
  connect: (record: DestinationRecord) => { destination: Destination; limiter: Limiter };
  clock: Clock;
  log: Log;
  metrics?: Metrics;
  /** Some deliveries got a new fate. */
  onSettled?: () => void;
  random?: () => number;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { store, keys, keyOf, connect, clock, log, onSettled, random, metrics = createMetrics() } = options;
  const keepers = new Map<string, LaneKeeper>();
  let stopped = false;

  /** Nothing is sent with the key from here on, so the change is written until it is written. */
  const refuse = async (id: string, sentence: string): Promise<void> => {
    log.warn('the destination refused the key; its deliveries are held', { destination: id });
    const change = { status: 'ERROR', error: sentence, status_since: clock.now() } as const;
    for (;;) {
      try {
        await store.updateDestination(id, change);
        return refresh();
      } catch (error) {
        if (stopped) return;
        log.error('the status of a destination could not be stored and is tried again', { destination: id, error });
        await new Promise<void>((resolve) => {
          clock.after(STORE_RETRY_MS, resolve);
        });
      }
    }
  };

  const open = async (record: DestinationRecord): Promise<OpenLane | undefined> => {
    let key: string;
    try {
      key = keyOf(record);
    } catch (error) {
      log.error('a stored key cannot be opened', { destination: record.id, error });
      const sentence = 'The stored key cannot be opened, probably because APP_SECRET changed. Paste the key again.';
      void refuse(record.id, sentence);
      return undefined;
    }
    const lease = await holdDestination({ store, keys, clock, destinationId: record.id, key });
    if (!lease) return undefined;
    const connected = connect(record);
    // What the last holder of the lease sent counts as well: the promise of so many a second spans both.
    if (lease.quietMs > 0) connected.limiter.pauseUntil(clock.now() + lease.quietMs);
    let noted = 0;
    const lane = new Lane({
      destinationId: record.id,
      ...connected,
      store,
      lease,
      onLost: () => {
        log.info('another collector may send to the destination now', { destination: record.id });
        refresh();
      },
      clock,
      log,
      metrics,
      ...(onSettled ? { onSettled } : {}),
      onRefused: (sentence) => refuse(record.id, sentence),
      onSuccess: (at) => {
        if (at - noted < SUCCESS_NOTE_MS) return;
        noted = at;
        store.updateDestination(record.id, { last_success_at: at }).catch((error: unknown) => {
          log.warn('the time of the last success could not be stored', { destination: record.id, error });
        });
      },
      ...(random ? { random } : {}),
    });
    return { lane, limiter: connected.limiter, lease };
  };

  const refresh = (): void => {
    if (stopped) return;
    const active = new Map(
      store
        .configuration()
        .destinations.filter((record) => record.status === 'ACTIVE')
        .map((record) => [record.id, record]),
    );
    for (const id of active.keys()) {
      if (!keepers.has(id)) keepers.set(id, new LaneKeeper({ destinationId: id, log, open }));
    }
    for (const [id, keeper] of keepers) keeper.want(active.get(id));
  };

  store.onChangeElsewhere(() => {
    refresh();
    for (const keeper of keepers.values()) keeper.wake();
  });

  return {
    refresh,
    wake: (destinationIds) => {
      for (const id of destinationIds) keepers.get(id)?.wake();
    },
    limits: () =>
      [...keepers].flatMap(([destinationId, { limiter }]) => {
        if (!limiter) return [];
        const { requestsPerSecond: slots, slotsInUse, pausedUntil } = limiter;
        return [{ destinationId, slots, slotsInUse, pausedUntil }];
      }),
    stop: async () => {
      stopped = true;
      await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
    },
  };
}
