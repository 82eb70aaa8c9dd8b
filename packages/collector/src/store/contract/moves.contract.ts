import { describe, expect, test } from 'vitest';
import { DELIVERY_STATUSES, MOVES, type DeliveryStatus, type Move } from '../states.ts';
import type { Fate } from '../store.ts';
import { NOON, held, queued, skipped } from '../testing/sample-records.ts';
import { setStage, type OpenStore, type Stage } from '../testing/stage.ts';

const FATES: readonly { fate: Fate; move: Move }[] = [
  { fate: { kind: 'delivered', note: 'sent' }, move: 'deliver' },
  { fate: { kind: 'retry', at: NOON + 5_000, reason: 'unavailable', note: 'no answer' }, move: 'postpone' },
  { fate: { kind: 'held', reason: 'destination_error' }, move: 'hold' },
  { fate: { kind: 'rejected', reason: 'invalid_payload', note: 'no such time' }, move: 'fail' },
];

export function describeMoves(open: OpenStore): void {
  describe('moves', () => {
    /** A delivery in the given state, by the way that deliveries get there. */
    const bring = async (stage: Stage, status: DeliveryStatus): Promise<number> => {
      await stage.admit([status === 'held' ? held('e') : status === 'skipped' ? skipped('e') : queued('e')]);
      const { id } = await stage.delivery('e');
      const way = FATES.find(({ move }) => MOVES[move].to === status && status !== 'held');
      if (way) await stage.store.settle({ fates: new Map([[id, way.fate]]), now: NOON });
      expect(await stage.delivery('e')).toMatchObject({ status });
      return id;
    };
    const cases = DELIVERY_STATUSES.flatMap((from) =>
      FATES.map(({ fate, move }) => {
        const allowed = (MOVES[move].from as readonly DeliveryStatus[]).includes(from);
        return { from, fate, allowed, to: allowed ? MOVES[move].to : from };
      }),
    );
    test.each(cases)('a delivery that is $from is $to after "$fate.kind"', async ({ from, fate, allowed, to }) => {
      const stage = await setStage(open);
      const id = await bring(stage, from);
      const before = await stage.delivery('e');
      await stage.store.settle({ fates: new Map([[id, fate]]), now: NOON + 1_000 });
      const after = await stage.delivery('e');
      expect(after.status).toBe(to);
      if (!allowed) expect(after).toEqual(before);
      else {
        expect(after).toMatchObject({
          reason: fate.kind === 'delivered' ? null : fate.reason,
          note: fate.note ?? null,
          updated_at: NOON + 1_000,
        });
      }
    });

    test('a retry waits for its time', async () => {
      const { store, admit, delivery, due } = await setStage(open);
      await admit([queued('cart')]);
      const fate: Fate = { kind: 'retry', at: NOON + 5_000, reason: 'unavailable' };
      await store.settle({ fates: new Map([[(await delivery('cart')).id, fate]]), now: NOON });
      expect(await due({ now: NOON + 4_999 })).toEqual([]);
      expect(await store.nextDueAt('klaviyo', [])).toBe(NOON + 5_000);
      expect(await due({ now: NOON + 5_000 })).toEqual(['cart']);
    });

    test('hurrying makes due now what waits for a retry', async () => {
      const { store, admit, delivery, due } = await setStage(open);
      await admit([queued('cart'), queued('order', { priority: 0 }), held('view')]);
      const later: Fate = { kind: 'retry', at: NOON + 60_000, reason: 'unavailable' };
      const ids = [(await delivery('cart')).id, (await delivery('order')).id];
      await store.settle({ fates: new Map(ids.map((id) => [id, later])), now: NOON });
      await store.hurry('klaviyo', NOON + 10);
      expect(await due({ now: NOON + 10 })).toEqual(['order', 'cart']);
      expect(await delivery('view')).toMatchObject({ status: 'held' });
    });

    test('a thousand deliveries of one request settle at once', async () => {
      const { store, admit, begin } = await setStage(open);
      await admit(Array.from({ length: 1_000 }, (_, index) => queued(`cart-${index}`)));
      const claimed = await store.claim({ destinationId: 'klaviyo', now: NOON, limit: 1_000, exclude: [] });
      const ids = claimed.map((delivery) => delivery.id);
      const attemptId = await begin(ids);
      const end = { attemptId, status: 202, answer: '', latencyMs: 1, finishedAt: NOON };
      await store.settle({ end, fates: new Map(ids.map((id) => [id, { kind: 'delivered' }])), now: NOON });
      expect(await store.stats({ since: NOON - 1, now: NOON + 1 })).toMatchObject({
        by_status_and_hour: [{ status: 'delivered', count: 1_000 }],
        queue: { depth: 0 },
      });
    });
  });

  describe('a destination that stops', () => {
    test.each([
      { status: 'PAUSED', reason: 'destination_paused' },
      { status: 'ERROR', reason: 'destination_error' },
    ] as const)(
      'holds all that waits while it is $status, and releases it when it goes on',
      async ({ status, reason }) => {
        const { store, admit, delivery, due } = await setStage(open);
        await admit([queued('queued'), queued('retrying'), held('anonymous'), skipped('skipped')]);
        const fate: Fate = { kind: 'retry', at: NOON + 60_000, reason: 'unavailable' };
        await store.settle({ fates: new Map([[(await delivery('retrying')).id, fate]]), now: NOON });

        await store.updateDestination('klaviyo', { status, status_since: NOON + 1_000 });
        const stopped = { status: 'held', reason, updated_at: NOON + 1_000 };
        expect(await delivery('queued')).toMatchObject(stopped);
        expect(await delivery('retrying')).toMatchObject(stopped);
        expect(await delivery('anonymous')).toMatchObject({ status: 'held', reason: 'no_email' });
        expect(await due({ now: NOON + 90_000 })).toEqual([]);

        await store.updateDestination('klaviyo', { status: 'ACTIVE', status_since: NOON + 2_000 });
        expect(await due({ now: NOON + 2_000 })).toEqual(['queued', 'retrying']);
        expect(await delivery('queued')).toMatchObject({ status: 'queued', reason: null });
        expect(await delivery('anonymous')).toMatchObject({ status: 'held', reason: 'no_email' });
        expect(await delivery('skipped')).toMatchObject({ status: 'skipped', reason: 'no_rule' });
      },
    );

    test('says the newest reason when it stops for another one', async () => {
      const { store, admit, delivery } = await setStage(open);
      await admit([queued('cart')]);
      await store.updateDestination('klaviyo', { status: 'PAUSED', status_since: NOON });
      await store.updateDestination('klaviyo', { status: 'ERROR', status_since: NOON });
      expect(await delivery('cart')).toMatchObject({ status: 'held', reason: 'destination_error' });
    });

    test('keeps an answer that comes after it stopped, when it says delivered', async () => {
      const { store, admit, delivery } = await setStage(open);
      await admit([queued('taken'), queued('unanswered')]);
      const taken = (await delivery('taken')).id;
      const unanswered = (await delivery('unanswered')).id;
      await store.updateDestination('klaviyo', { status: 'PAUSED', status_since: NOON });
      const retry: Fate = { kind: 'retry', at: NOON, reason: 'unavailable' };
      await store.settle({
        fates: new Map<number, Fate>([
          [taken, { kind: 'delivered' }],
          [unanswered, retry],
        ]),
        now: NOON,
      });
      expect(await delivery('taken')).toMatchObject({ status: 'delivered' });
      expect(await delivery('unanswered')).toMatchObject({ status: 'held', reason: 'destination_paused' });
    });

    test('leaves nothing held for good when it goes on while a batch is stored', async () => {
      const { store, delivery } = await setStage(open);
      await store.updateDestination('klaviyo', { status: 'PAUSED', status_since: NOON });
      const resumed = store.updateDestination('klaviyo', { status: 'ACTIVE', status_since: NOON });
      const batch = store.admit({
        site: store.configuration().sites[0] ?? expect.unreachable('there is a site'),
        visitorIds: [],
        receivedAt: NOON,
        decide: () => {
          const paused = store.configuration().destinations[0]?.status === 'PAUSED';
          return {
            events: [queued('cart', paused ? { status: 'held', reason: 'destination_paused' } : {})],
            visitors: [],
          };
        },
      });
      await Promise.all([resumed, batch]);
      expect(await delivery('cart')).toMatchObject({ status: 'queued' });
    });
  });

  describe('requeue', () => {
    test('puts any delivery back and makes the missing ones', async () => {
      const { store, admit, delivery, event, due } = await setStage(open);
      await admit([skipped('skipped'), queued('failed'), { ...queued('bare'), deliveries: [] }]);
      const failed = (await delivery('failed')).id;
      await store.settle({
        fates: new Map([[failed, { kind: 'rejected', reason: 'invalid_payload', note: 'no' }]]),
        now: NOON,
      });
      const again = {
        destination_id: 'klaviyo',
        metric: 'Placed Order',
        status: 'queued',
        reason: null,
        priority: 0,
      } as const;
      const bare = (await event('bare')).seq;
      const wake = await store.requeue(
        [
          { delivery_id: failed, event_seq: (await event('failed')).seq, delivery: again },
          { delivery_id: (await delivery('skipped')).id, event_seq: (await event('skipped')).seq, delivery: again },
          { delivery_id: null, event_seq: bare, delivery: again },
        ],
        NOON + 1_000,
      );
      expect(wake).toEqual(['klaviyo']);
      expect((await due({ now: NOON + 1_000 })).toSorted()).toEqual(['bare', 'failed', 'skipped']);
      expect(await delivery('failed')).toMatchObject({
        metric: 'Placed Order',
        reason: null,
        note: null,
        next_at: NOON + 1_000,
      });
      expect(await delivery('bare')).toMatchObject({ metric: 'Placed Order', created_at: NOON + 1_000 });
    });

    test('wakes nobody for what has to wait again', async () => {
      const { store, admit, delivery, event } = await setStage(open);
      await admit([queued('cart')]);
      const item = { delivery_id: (await delivery('cart')).id, event_seq: (await event('cart')).seq };
      const waits = { ...queued('cart').deliveries[0], destination_id: 'klaviyo', metric: null, priority: 2 };
      const wake = await store.requeue([{ ...item, delivery: { ...waits, status: 'held', reason: 'no_email' } }], NOON);
      expect(wake).toEqual([]);
      expect(await delivery('cart')).toMatchObject({ status: 'held', reason: 'no_email' });
    });
  });
}
