import { array, assert, asyncProperty, nat, record, type Arbitrary } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventView, Stats } from '../log-views.ts';
import type { Fate, Store } from '../store.ts';
import {
  NOON,
  held,
  queued,
  sampleDelivery,
  sampleDestination,
  sampleSite,
  sampleVisitor,
  skipped,
} from '../testing/sample-records.ts';
import { setStage, type OpenStore, type Stage } from '../testing/stage.ts';

const HOUR_MS = 3_600_000;
const HOURS = 6;
const PEOPLE = ['ann@example.com', 'jo@example.com', 'kim@example.org'];
const FATES: readonly Fate[] = [
  { kind: 'delivered' },
  { kind: 'retry', at: NOON + HOUR_MS, reason: 'throttled' },
  { kind: 'held', reason: 'no_email' },
  { kind: 'rejected', reason: 'invalid_payload', note: 'no' },
];

/** A number for each choice that a move has to make; what it stands for depends on the move. */
const move = record({
  kind: nat({ max: 13 }),
  who: nat({ max: 2 }),
  hour: nat({ max: HOURS - 1 }),
  pick: nat({ max: 999 }),
});
type Move = typeof move extends Arbitrary<infer T> ? T : never;

export function describeCounts(open: OpenStore): void {
  describe('what is counted', () => {
    test('is what the log holds, whatever happened before', { timeout: 120_000 }, async () => {
      await assert(
        asyncProperty(array(move, { minLength: 40, maxLength: 60 }), async (moves) => {
          const stage = await setStage(open);
          await stage.store.createSite(sampleSite({ id: 'other' }));
          await stage.store.createDestination(sampleDestination({ id: 'second' }), []);
          for (const [index, each] of moves.entries()) {
            await make(stage, each, index);
            if (index % 10 !== 9 && index < moves.length - 1) continue;
            const { said, kept } = await compare(stage.store);
            expect(said).toEqual(kept);
          }
        }),
        { numRuns: 8, seed: 20_261_123 },
      );
    });
  });
}

async function make({ store, admit }: Stage, { kind, who, hour, pick }: Move, index: number): Promise<void> {
  const at = NOON + hour * HOUR_MS + pick;
  const siteId = pick % 3 === 0 ? 'other' : 'shop';
  const visitorId = `visitor-${who}`;
  const email = PEOPLE[who] ?? null;
  const now = NOON + HOURS * HOUR_MS;
  const { events } = await store.log({}, { limit: 10_000 });
  const picked = events[pick % Math.max(1, events.length)];
  const delivery = picked?.deliveries[0];
  switch (kind) {
    case 0:
    case 1:
    case 2: {
      const [one, two] = [queued(`a-${index}`), queued(`b-${index}`)];
      const order = { ...one, email, event: { ...one.event, name: 'Purchase', context: { visitor_id: visitorId } } };
      const both = [sampleDelivery(), sampleDelivery({ destination_id: 'second' })];
      await admit([order, { ...two, email, deliveries: pick % 2 === 0 ? both : [] }], { at, siteId });
      return;
    }
    case 3:
    case 4:
      await admit([held(`h-${index}`, { visitorId }), skipped(`s-${index}`)], { at, siteId });
      return;
    case 5:
      await admit([], {
        at,
        siteId,
        visitors: [
          sampleVisitor({ site_id: siteId, id: visitorId, identity: { email: email ?? '' }, updated_at: now }),
        ],
      });
      return;
    case 6:
      await admit([], {
        at,
        siteId,
        visitors: [sampleVisitor({ site_id: siteId, id: visitorId, identity: {}, consent: 'denied', updated_at: now })],
      });
      return;
    case 7:
    case 8: {
      const fates = events.flatMap((view, nth) =>
        view.deliveries.map((each) => [each.id, FATES[(nth + pick) % FATES.length] ?? { kind: 'delivered' }] as const),
      );
      await store.settle({ fates: new Map(fates.slice(pick % 5, (pick % 5) + 4)), now });
      return;
    }
    case 9:
      if (!picked) return;
      await store.requeue(
        [
          {
            delivery_id: pick % 2 === 0 ? (delivery?.id ?? null) : null,
            event_seq: picked.seq,
            delivery: sampleDelivery(),
          },
        ],
        at,
      );
      return;
    case 10:
      await store.updateDestination('klaviyo', { status: pick % 2 === 0 ? 'PAUSED' : 'ACTIVE', status_since: now });
      return;
    case 11:
      await store.forget(email ?? '');
      return;
    case 12:
      await store.sweep({ now, retentionMs: (pick % 8) * HOUR_MS + 1, holdMs: () => (pick % 5) * HOUR_MS });
      return;
    default:
      if (pick % 2 === 0) {
        await store.deleteSite('other');
        await store.createSite(sampleSite({ id: 'other' }));
      } else {
        await store.deleteDestination('second');
        await store.createDestination(sampleDestination({ id: 'second' }), []);
      }
  }
}

/** What the store says at once of what it holds, and what a count of all of it says. */
async function compare(store: Store): Promise<{ said: unknown[]; kept: unknown[] }> {
  const { events } = await store.log({}, { limit: 10_000 });
  const said: unknown[] = [];
  const kept: unknown[] = [];
  for (const siteId of [undefined, 'other']) {
    for (const { since, now } of [
      { since: NOON, now: NOON + (HOURS + 1) * HOUR_MS - 1 },
      { since: NOON + 500, now: NOON + 3 * HOUR_MS + 500 },
      { since: NOON + 200, now: NOON + 700 },
    ]) {
      const stats = await store.stats({ since, now, ...(siteId === undefined ? {} : { siteId }) });
      const own = siteId === undefined ? events : events.filter((view) => view.site_id === siteId);
      const { latency_ms: _, ...counted } = stats;
      said.push(sorted(counted));
      kept.push(sorted({ ...countAll(own, { since, now }), queue: countQueue(events) }));
    }
  }
  for (const since of [NOON, NOON + HOUR_MS + 300]) {
    const routes = events.flatMap(({ event, deliveries }) =>
      deliveries
        .filter((delivery) => !event.test && delivery.created_at >= since)
        .map(({ destination_id, metric, status }) => ({ event: event.name, destination_id, metric, status })),
    );
    said.push(inOrder(await store.routeCounts({ since })));
    kept.push(inOrder(group(routes, (route) => route)));
  }
  for (const part of ['ann@', 'example.com', 'KIM']) {
    const found = await store.log({ q: part }, { limit: 10_000 });
    said.push(found.events.map((view) => view.seq));
    kept.push(events.filter((view) => view.email?.includes(part.toLowerCase())).map((view) => view.seq));
  }
  return { said, kept };
}

type Counted = Omit<Stats, 'latency_ms'>;

function countAll(
  events: readonly EventView[],
  { since, now }: { since: number; now: number },
): Omit<Counted, 'queue'> {
  const within = (at: number): boolean => at >= since && at <= now;
  const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;
  const received = events.filter((view) => within(view.received_at));
  const deliveries = events.flatMap((view) => view.deliveries).filter((delivery) => within(delivery.created_at));
  const orders = received.filter((view) => view.event.name === 'Purchase');
  return {
    received: received.length,
    identified: received.filter((view) => view.email !== null).length,
    received_by_hour: group(received, (view) => ({ hour: hourOf(view.received_at) })),
    by_status_and_hour: group(deliveries, ({ created_at, status }) => ({
      hour: hourOf(created_at),
      status,
    })),
    by_reason: group(
      deliveries.flatMap(({ status, reason }) => (reason === null ? [] : [{ status, reason }])),
      (row) => row,
    ),
    orders: {
      received: orders.length,
      delivered: orders.filter((view) => view.deliveries.some((delivery) => delivery.status === 'delivered')).length,
    },
  };
}

function countQueue(events: readonly EventView[]): Stats['queue'] {
  const all = events.flatMap((view) => view.deliveries);
  const waiting = all.filter(({ status }) => status === 'queued' || status === 'retrying');
  return {
    depth: waiting.length,
    held: all.filter(({ status }) => status === 'held').length,
    oldest_at: waiting.length === 0 ? null : Math.min(...waiting.map((delivery) => delivery.created_at)),
  };
}

/** How many there are of each kind. */
function group<T, Kind extends object>(items: readonly T[], by: (item: T) => Kind): (Kind & { count: number })[] {
  return [...Map.groupBy(items, (item) => JSON.stringify(by(item)))].map(([kind, those]) => ({
    ...(JSON.parse(kind) as Kind),
    count: those.length,
  }));
}

/** Rows in an order of their own, for theirs is not promised. */
function inOrder<T extends object>(rows: readonly T[]): T[] {
  const keyOf = (row: T): string =>
    JSON.stringify(Object.entries(row).toSorted(([one], [other]) => one.localeCompare(other)));
  return rows.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)));
}

function sorted(counted: Counted): Counted {
  return {
    ...counted,
    by_status_and_hour: inOrder(counted.by_status_and_hour),
    by_reason: inOrder(counted.by_reason),
    received_by_hour: inOrder(counted.received_by_hour),
  };
}
