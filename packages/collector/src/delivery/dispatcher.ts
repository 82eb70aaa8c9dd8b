import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { DestinationRecord, Store } from '../store/store.ts';
import type { Destination } from './destination.ts';
import { Lane } from './lane.ts';
import type { Limiter } from './limiter.ts';

/** `last_success_at` is for people: once in this time is often enough. */
const SUCCESS_NOTE_MS = 30_000;
/** How long to wait when the store cannot take a change of status. */
const STORE_RETRY_MS = 1_000;
/** What an earlier process sent may have arrived up to its end: the promise of so many a second spans both. */
const EARLIER_SENDS_MS = 1_250;

/** Delivers what the store holds, for every destination that is ACTIVE. */
export interface Dispatcher {
  /** Takes up what an earlier process left, and lets the second pass in which that may have sent. */
  resume(): void;
  /** Takes up the current configuration: call it after each change of a destination. */
  refresh(): void;
  /** These destinations have something to send. */
  wake(destinationIds: readonly string[]): void;
  /** Starts no more requests; resolves when those under way have been settled. */
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  store: Store;
  /** Makes the destination's own part for a record: what to send, and under which limits. */
  connect: (record: DestinationRecord) => { destination: Destination; limiter: Limiter };
  clock: Clock;
  log: Log;
  /** Some deliveries got a new fate. */
  onSettled?: () => void;
  random?: () => number;
}

export function createDispatcher({ store, connect, clock, log, onSettled, random }: DispatcherOptions): Dispatcher {
  const lanes = new Map<string, { lane: Lane; made: string }>();
  const ending = new Set<Promise<void>>();
  let stopped = false;

  /** Nothing is sent with the key from here on, so the change is written until it is written. */
  const refuse = async (id: string, sentence: string): Promise<void> => {
    log.warn('the destination refused the key; its deliveries are held', { destination: id });
    const change = { status: 'ERROR', error: sentence, status_since: clock.now() } as const;
    while (!stopped) {
      try {
        await store.updateDestination(id, change);
        return refresh();
      } catch (error) {
        log.error('the status of a destination could not be stored and is tried again', { destination: id, error });
        await new Promise<void>((resolve) => {
          clock.after(STORE_RETRY_MS, resolve);
        });
      }
    }
  };

  const open = (record: DestinationRecord, notBefore: number): Lane | undefined => {
    let connected: ReturnType<typeof connect>;
    try {
      connected = connect(record);
    } catch (error) {
      log.error('a stored key cannot be opened', { destination: record.id, error });
      const sentence = 'The stored key cannot be opened, probably because APP_SECRET changed. Paste the key again.';
      void refuse(record.id, sentence);
      return undefined;
    }
    connected.limiter.pauseUntil(notBefore);
    let noted = 0;
    return new Lane({
      destinationId: record.id,
      ...connected,
      store,
      clock,
      log,
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
  };

  const refresh = (notBefore = 0): void => {
    if (stopped) return;
    const active = new Map(
      store
        .configuration()
        .destinations.filter((record) => record.status === 'ACTIVE')
        .map((record) => [record.id, record]),
    );
    for (const [id, { lane, made }] of lanes) {
      const record = active.get(id);
      if (record && made === fingerprint(record)) continue;
      lanes.delete(id);
      const end = lane.stop().finally(() => ending.delete(end));
      ending.add(end);
    }
    for (const [id, record] of active) {
      if (lanes.has(id)) continue;
      const lane = open(record, notBefore);
      if (!lane) continue;
      lanes.set(id, { lane, made: fingerprint(record) });
      lane.wake();
    }
  };

  return {
    resume: () => refresh(clock.now() + EARLIER_SENDS_MS),
    refresh: () => refresh(),
    wake: (destinationIds) => {
      for (const id of destinationIds) lanes.get(id)?.lane.wake();
    },
    stop: async () => {
      stopped = true;
      await Promise.all([...ending, ...[...lanes.values()].map(({ lane }) => lane.stop())]);
    },
  };
}

/** What a lane is made of: when it changes, the lane is made anew. */
function fingerprint(record: DestinationRecord): string {
  return JSON.stringify([record.sealed_key, record.settings, record.missing_scopes, record.status_since]);
}
