import { describe, expect, test } from 'vitest';
import { NOON, held, queued, sampleDestination, skipped } from '../testing/sample-records.ts';
import { setStage, type OpenStore } from '../testing/stage.ts';

export function describeDelivery(open: OpenStore): void {
  describe('claims', () => {
    test('hand out the most important first, and the oldest of those', async () => {
      const { admit, due } = await setStage(open);
      await admit([queued('late-view', { priority: 3 })], { at: NOON - 1_000 });
      await admit([queued('early-view', { priority: 3 })], { at: NOON - 2_000 });
      await admit([queued('order', { priority: 0 }), queued('cart', { priority: 2 })]);
      expect(await due()).toEqual(['order', 'cart', 'early-view', 'late-view']);
      expect(await due({ limit: 2 })).toEqual(['order', 'cart']);
    });

    test('leave out what is on its way already', async () => {
      const { admit, due, delivery } = await setStage(open);
      await admit([queued('a'), queued('b'), queued('c')]);
      const exclude = [(await delivery('a')).id, (await delivery('c')).id];
      expect(await due({ exclude })).toEqual(['b']);
      expect(await due()).toEqual(['a', 'b', 'c']);
    });

    test('hand out only what is due, of the one destination', async () => {
      const { store, admit, due } = await setStage(open);
      await store.createDestination(sampleDestination({ id: 'second' }), []);
      await admit([held('held'), skipped('skipped'), queued('elsewhere', { destination_id: 'second' })]);
      await admit([queued('future')], { at: NOON + 1 });
      await admit([queued('now')]);
      expect(await due()).toEqual(['now']);
    });

    test('carry all that sending needs', async () => {
      const { store, admit } = await setStage(open);
      await admit([queued('cart')], { at: NOON - 10 });
      const [claimed] = await store.claim({ destinationId: 'klaviyo', now: NOON, limit: 1, exclude: [] });
      expect(claimed).toEqual({
        id: claimed?.id,
        destination_id: 'klaviyo',
        metric: 'Added to Cart',
        priority: 2,
        attempts: 0,
        ambiguous: false,
        superseded: false,
        received_at: NOON - 10,
        due_since: NOON - 10,
        email: 'jo@example.com',
        country: 'DE',
        event: queued('cart').event,
      });
    });

    test('tell which events a newer one of the same person has overtaken at the destination', async () => {
      const { store, admit } = await setStage(open);
      await admit([queued('old'), queued('new'), skipped('newest, but skipped')]);
      const claimed = await store.claim({ destinationId: 'klaviyo', now: NOON, limit: 10, exclude: [] });
      expect(claimed.map(({ event, superseded }) => [event.id, superseded])).toEqual([
        ['old', true],
        ['new', false],
      ]);
    });

    test('say when the next delivery becomes due', async () => {
      const { store, admit, delivery } = await setStage(open);
      expect(await store.nextDueAt('klaviyo', [])).toBeNull();
      await admit([queued('view', { priority: 3 })], { at: NOON + 10 });
      await admit([queued('order', { priority: 0 })], { at: NOON + 20 });
      await admit([held('held')]);
      expect(await store.nextDueAt('klaviyo', [])).toBe(NOON + 10);
      const view = await delivery('view');
      expect(await store.nextDueAt('klaviyo', [view.id])).toBe(NOON + 20);
      expect(await store.nextDueAt('klaviyo', [view.id, (await delivery('order')).id])).toBeNull();
    });
  });

  describe('attempts', () => {
    test('are known before they are sent', async () => {
      const { store, admit, begin, delivery } = await setStage(open);
      await admit([queued('a'), queued('b')]);
      const ids = [(await delivery('a')).id, (await delivery('b')).id];
      const attemptId = await begin(ids);
      const entry = await store.logEntry('b');
      expect(entry?.attempts).toEqual([
        {
          id: attemptId,
          delivery_id: ids[1],
          started_at: NOON,
          finished_at: null,
          method: 'POST',
          path: '/api/events',
          request: '{"data":{}}',
          delivery_count: 2,
          status: null,
          answer: null,
          latency_ms: null,
        },
      ]);
      expect(entry?.event.deliveries).toMatchObject([{ status: 'queued', attempts: 0 }]);
    });

    test('end together with the moves they caused; what got no fate stays due', async () => {
      const { store, admit, begin, delivery, due } = await setStage(open);
      await admit([queued('a'), queued('b')]);
      const a = await delivery('a');
      const attemptId = await begin([a.id, (await delivery('b')).id]);
      const end = { attemptId, status: 202, answer: 'taken', latencyMs: 50, finishedAt: NOON + 50 };
      await store.settle({ end, fates: new Map([[a.id, { kind: 'delivered' }]]), now: NOON + 50 });
      expect((await store.logEntry('a'))?.attempts).toMatchObject([
        { status: 202, answer: 'taken', latency_ms: 50, finished_at: NOON + 50 },
      ]);
      expect(await delivery('a')).toMatchObject({ status: 'delivered', attempts: 1, updated_at: NOON + 50 });
      expect(await delivery('b')).toMatchObject({ status: 'queued', attempts: 1 });
      expect(await due()).toEqual(['b']);
    });

    test.each([
      { status: null, ambiguous: true },
      { status: 500, ambiguous: true },
      { status: 503, ambiguous: true },
      { status: 202, ambiguous: false },
      { status: 400, ambiguous: false },
      { status: 429, ambiguous: false },
    ])('leave doubt after $status: $ambiguous', async ({ status, ambiguous }) => {
      const { store, admit, begin, delivery } = await setStage(open);
      await admit([queued('cart')]);
      const attemptId = await begin([(await delivery('cart')).id]);
      const end = { attemptId, status, answer: '', latencyMs: 1, finishedAt: NOON };
      await store.settle({ end, fates: new Map(), now: NOON });
      const claim = () => store.claim({ destinationId: 'klaviyo', now: NOON, limit: 1, exclude: [] });
      expect(await claim()).toMatchObject([{ ambiguous, attempts: 1 }]);
      // Doubt does not go away by a later, clear answer: that one may have been about the repeat.
      const again = await begin([(await delivery('cart')).id]);
      await store.settle({ end: { ...end, attemptId: again, status: 429 }, fates: new Map(), now: NOON });
      expect(await claim()).toMatchObject([{ ambiguous, attempts: 2 }]);
    });

    test('that a killed process left open are closed, and their deliveries doubted', async () => {
      const { store, reopen, admit, begin, delivery } = await setStage(open);
      await admit([queued('under-way'), queued('waiting'), queued('answered')]);
      const answered = (await delivery('answered')).id;
      const ended = await begin([answered]);
      const end = { attemptId: ended, status: 429, answer: 'slow down', latencyMs: 1, finishedAt: NOON };
      await store.settle({ end, fates: new Map(), now: NOON });
      await begin([(await delivery('under-way')).id]);

      const next = await reopen(NOON + 1_000);
      expect((await next.holdLease('klaviyo', NOON + 1_000))?.isHeld()).toBe(true);
      const claimed = await next.claim({ destinationId: 'klaviyo', now: NOON + 1_000, limit: 10, exclude: [] });
      expect(claimed.map(({ event: { id }, ambiguous, attempts }) => ({ id, ambiguous, attempts }))).toEqual([
        { id: 'under-way', ambiguous: true, attempts: 1 },
        { id: 'waiting', ambiguous: false, attempts: 0 },
        { id: 'answered', ambiguous: false, attempts: 1 },
      ]);
      expect((await next.logEntry('under-way'))?.attempts).toMatchObject([
        { status: null, finished_at: NOON + 1_000, answer: 'The collector stopped before the answer came.' },
      ]);
      expect((await next.logEntry('answered'))?.attempts).toMatchObject([{ status: 429, answer: 'slow down' }]);
    });

    test('keep the beginning of long bodies', async () => {
      const { store, lease, admit, delivery } = await setStage(open);
      await admit([queued('cart')]);
      const attemptId = await store.beginAttempt({
        lease,
        destinationId: 'klaviyo',
        deliveryIds: [(await delivery('cart')).id],
        method: 'POST',
        path: '/api/events',
        body: 'x'.repeat(20_000),
        startedAt: NOON,
      });
      const end = { attemptId, status: 500, answer: `a\u0000${'y'.repeat(20_000)}`, latencyMs: 1, finishedAt: NOON };
      await store.settle({ end, fates: new Map(), now: NOON });
      const [attempt] = (await store.logEntry('cart'))?.attempts ?? [];
      expect(attempt?.request).toBe(`${'x'.repeat(16_384)}… (3616 more characters)`);
      expect(attempt?.answer).toMatch(/^a.?y{16382}… \(3618 more characters\)$/s);
    });

    test('of one delivery are kept as the newest fifty', async () => {
      const { store, admit, begin, delivery } = await setStage(open);
      await admit([queued('cart')]);
      const { id } = await delivery('cart');
      const numbers: number[] = [];
      for (let count = 0; count < 53; count++) {
        const attemptId = await begin([id], NOON + count);
        numbers.push(attemptId);
        const end = { attemptId, status: 503, answer: '', latencyMs: 1, finishedAt: NOON + count };
        await store.settle({ end, fates: new Map(), now: NOON + count });
      }
      const entry = await store.logEntry('cart');
      expect(entry?.attempts.map((attempt) => attempt.id)).toEqual(numbers.slice(-50));
      expect(entry?.event.deliveries).toMatchObject([{ attempts: 53 }]);
    });
  });
}
