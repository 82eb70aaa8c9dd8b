import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { DestinationRecord, Store } from '../store/store.ts';
import type { Destination } from './destination.ts';
import { Lane } from './lane.ts';
import type { Limiter } from './limiter.ts';

/** `last_success_at` is for people: once in this time is often enough. */
const SUCCESS_NOTE_MS = 30_000;

/** Delivers what the store holds, for every destination that is ACTIVE. */
export interface Dispatcher {
  /** Takes up the current configuration: call it at start and after each change of a destination. */
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
  let stopped = false;

  const refuse = async (id: string, sentence: string): Promise<void> => {
    log.warn('the destination refused the key; its deliveries are held', { destination: id });
    await store.updateDestination(id, { status: 'ERROR', error: sentence, status_since: clock.now() });
    refresh();
  };

  const open = (record: DestinationRecord): Lane | undefined => {
    let connected: ReturnType<typeof connect>;
    try {
      connected = connect(record);
    } catch (error) {
      log.error('a stored key cannot be opened', { destination: record.id, error });
      const sentence = 'The stored key cannot be opened, probably because APP_SECRET changed. Paste the key again.';
      void refuse(record.id, sentence);
      return undefined;
    }
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

  const refresh = (): void => {
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
      void lane.stop();
    }
    for (const [id, record] of active) {
      if (lanes.has(id)) continue;
      const lane = open(record);
      if (!lane) continue;
      lanes.set(id, { lane, made: fingerprint(record) });
      lane.wake();
    }
  };

  return {
    refresh,
    wake: (destinationIds) => {
      for (const id of destinationIds) lanes.get(id)?.lane.wake();
    },
    stop: async () => {
      stopped = true;
      await Promise.all([...lanes.values()].map(({ lane }) => lane.stop()));
    },
  };
}

/** What a lane is made of: when it changes, the lane is made anew. */
function fingerprint(record: DestinationRecord): string {
  return JSON.stringify([record.sealed_key, record.settings, record.missing_scopes, record.status_since]);
}
