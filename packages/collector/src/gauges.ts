import { statfsSync, statSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from './clock.ts';
import type { Dispatcher } from './delivery/dispatcher.ts';
import { exposeValue } from './prometheus.ts';
import type { StoreSize } from './store-size.ts';
import type { Store } from './store/store.ts';

const STATUSES = ['ACTIVE', 'PAUSED', 'ERROR'] as const;
const LOOP_RESOLUTION_MS = 20;

export interface GaugesOptions {
  store: Store;
  dispatcher: Pick<Dispatcher, 'limits'>;
  clock: Clock;
  dataDir: string;
  storeSize: StoreSize;
  version: string;
}

/** What is so at this moment: reads it and gives it in Prometheus' text format. Rejects when the store cannot be read. */
export function createGauges({
  store,
  dispatcher,
  clock,
  dataDir,
  storeSize,
  version,
}: GaugesOptions): () => Promise<string> {
  const loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  loop.enable();
  const startedAt = (clock.now() - performance.now()) / 1_000;
  const identity = exposeValue({ name: 'scout_build_info', help: 'The running version.', samples: [[1, { version }]] });

  return async () => {
    const now = clock.now();
    const [{ queue }, storeBytes] = await Promise.all([store.stats({ since: now, now }), storeSize()]);
    const limits = dispatcher.limits();
    const { rss, heapUsed } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const delays = [
      [loop.percentile(50) / 1e9, { quantile: 0.5 }],
      [loop.percentile(99) / 1e9, { quantile: 0.99 }],
      [loop.max / 1e9, { quantile: 1 }],
    ] as const;
    loop.reset();
    return [
      exposeValue({
        name: 'scout_queue_depth',
        help: 'Deliveries that wait for their turn or for a retry.',
        samples: [[queue.depth]],
      }),
      exposeValue({
        name: 'scout_held',
        help: 'Deliveries that wait for an address, consent or a working destination.',
        samples: [[queue.held]],
      }),
      exposeValue({
        name: 'scout_oldest_waiting_seconds',
        help: 'Age of the oldest delivery in the queue; 0 when it is empty.',
        samples: [[queue.oldest_at === null ? 0 : (now - queue.oldest_at) / 1_000]],
      }),
      exposeValue({
        name: 'scout_destination_status',
        help: '1 for the status that a destination has, 0 for the others.',
        samples: store
          .configuration()
          .destinations.flatMap(({ id, status }) =>
            STATUSES.map((each) => [Number(each === status), { destination: id, status: each }] as const),
          ),
      }),
      exposeValue({
        name: 'scout_limiter_slots',
        help: 'Requests that may be sent within a second, by destination.',
        samples: limits.map(({ destinationId, slots }) => [slots, { destination: destinationId }]),
      }),
      exposeValue({
        name: 'scout_limiter_slots_in_use',
        help: 'Slots of the last second that are taken, by destination; destinations with one key share them.',
        samples: limits.map(({ destinationId, slotsInUse }) => [slotsInUse, { destination: destinationId }]),
      }),
      exposeValue({
        name: 'scout_limiter_paused_seconds',
        help: 'For how long Klaviyo asked us to wait from now on; 0 when it did not.',
        samples: limits.map(({ destinationId, pausedUntil }) => [
          Math.max(0, pausedUntil - now) / 1_000,
          { destination: destinationId },
        ]),
      }),
      exposeValue({
        name: 'scout_store_bytes',
        help: 'Size of the database files, or of the tables in PostgreSQL, which are measured every five minutes.',
        samples: [[storeBytes]],
      }),
      exposeValue({
        name: 'scout_disk_free_bytes',
        help: 'Room that is left for DATA_DIR; 0 when there is no such folder.',
        samples: [[freeBytes(dataDir)]],
      }),
      exposeValue({
        name: 'process_resident_memory_bytes',
        help: 'Memory of the process.',
        samples: [[rss]],
      }),
      exposeValue({ name: 'nodejs_heap_used_bytes', help: 'JavaScript heap in use.', samples: [[heapUsed]] }),
      exposeValue({
        name: 'nodejs_eventloop_delay_seconds',
        help: `How long the event loop took to turn since the last reading, ${LOOP_RESOLUTION_MS} ms of it being the measuring itself.`,
        samples: delays,
      }),
      exposeValue({
        name: 'process_cpu_seconds_total',
        help: 'Processor time used.',
        type: 'counter',
        samples: [[(user + system) / 1e6]],
      }),
      exposeValue({
        name: 'process_start_time_seconds',
        help: 'When the process started, in seconds since 1970.',
        samples: [[startedAt]],
      }),
      identity,
    ].join('');
  };
}

function freeBytes(folder: string): number {
  if (!statSync(folder, { throwIfNoEntry: false })) return 0;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
