import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../store.ts';
import type { LogFilter } from '../log-views.ts';
import { NOON, held, queued, sampleDestination, sampleEvent, sampleSite, skipped } from '../testing/sample-records.ts';
import { setStage, type OpenStore, type Stage } from '../testing/stage.ts';

const HOUR_MS = 3_600_000;

export function describeLog(open: OpenStore): void {
  describe('the log', () => {
    /** One event of each kind that a filter can tell apart. */
    const fill = async (stage: Stage): Promise<void> => {
      await stage.store.createSite(sampleSite({ id: 'other' }));
      await stage.store.createDestination(sampleDestination({ id: 'second' }), []);
      const order: NewEvent = {
        event: sampleEvent('order', { name: 'Purchase', order_id: '#1001_A' }),
        email: 'ann@example.com',
        deliveries: [
          { destination_id: 'klaviyo', metric: 'Placed Order', status: 'queued', reason: null, priority: 0 },
          { destination_id: 'second', metric: 'Placed Order', status: 'queued', reason: null, priority: 0 },
        ],
      };
      await stage.admit([order], { at: NOON });
      await stage.admit([queued('cart')], { at: NOON + 1 });
      await stage.admit([held('anonymous')], { at: NOON + 2 });
      await stage.admit([skipped('ignored', 'rule_disabled')], { at: NOON + 3 });
      await stage.admit([{ ...queued('test-1'), event: sampleEvent('test-1', { test: true }) }], { at: NOON + 4 });
      await stage.admit([queued('elsewhere')], { at: NOON + 5, siteId: 'other' });
    };

    const filters: { filter: LogFilter; finds: string[] }[] = [
      { filter: {}, finds: ['elsewhere', 'test-1', 'ignored', 'anonymous', 'cart', 'order'] },
      { filter: { status: 'queued' }, finds: ['elsewhere', 'test-1', 'cart', 'order'] },
      { filter: { status: 'held' }, finds: ['anonymous'] },
      { filter: { status: 'failed' }, finds: [] },
      { filter: { reason: 'rule_disabled' }, finds: ['ignored'] },
      { filter: { destination_id: 'second' }, finds: ['order'] },
      { filter: { name: 'Purchase' }, finds: ['order'] },
      { filter: { email: 'ann@example.com' }, finds: ['order'] },
      { filter: { email: 'jo@example.com', status: 'skipped' }, finds: ['ignored'] },
      { filter: { site_id: 'other' }, finds: ['elsewhere'] },
      { filter: { test: true }, finds: ['test-1'] },
      { filter: { test: false, status: 'queued' }, finds: ['elsewhere', 'cart', 'order'] },
      { filter: { from: NOON + 1, until: NOON + 3 }, finds: ['anonymous', 'cart'] },
      { filter: { q: 'cart' }, finds: ['cart'] },
      { filter: { q: '#1001_A' }, finds: ['order'] },
      { filter: { q: '#1001XA' }, finds: [] },
      { filter: { q: 'ANN@EX' }, finds: ['order'] },
      { filter: { q: 'n%@' }, finds: [] },
      { filter: { q: 'a_n@' }, finds: [] },
      { filter: { q: String.raw`ann\@` }, finds: [] },
      { filter: { q: 'example.com', status: 'skipped' }, finds: ['ignored'] },
      { filter: { status: 'queued', name: 'AddToCart', site_id: 'shop', test: false, from: NOON }, finds: ['cart'] },
    ];
    test.each(filters)('finds $finds by $filter', async ({ filter, finds }) => {
      const stage = await setStage(open);
      await fill(stage);
      const page = await stage.store.log(filter, { limit: 100 });
      expect(page.events.map((view) => view.event.id)).toEqual(finds);
      expect(page.next).toBeNull();
    });

    test('finds by time what came a little out of order', async () => {
      const { store, admit } = await setStage(open);
      const minutes = [0, 60, 50, 180, 170, 300];
      for (const minute of minutes) await admit([queued(`at-${minute}`)], { at: NOON + minute * 60_000 });
      const find = async (from: number, until: number): Promise<string[]> => {
        const filter = { from: NOON + from * 60_000, until: NOON + until * 60_000 };
        return (await store.log(filter, { limit: 10 })).events.map((view) => view.event.id);
      };
      expect(await find(50, 60)).toEqual(['at-50']);
      expect(await find(60, 171)).toEqual(['at-170', 'at-60']);
      expect(await find(175, 999)).toEqual(['at-300', 'at-180']);
      expect(await find(-999, 1)).toEqual(['at-0']);
    });

    test('finds a part that thousands of addresses have in common', async () => {
      const { store, admit } = await setStage(open);
      const of = (id: string, email: string): NewEvent => ({ ...queued(id), email });
      await admit([of('first', 'kim@rare.example'), of('@crowd', 'ann@rare.example')]);
      await admit(Array.from({ length: 2_100 }, (_, index) => of(`cart-${index}`, `shopper${index}@crowd.example`)));
      const page = await store.log({ q: '@CROWD' }, { limit: 2 });
      expect(page.events.map((view) => view.event.id)).toEqual(['cart-2099', 'cart-2098']);
      const all = await store.log({ q: '@crowd' }, { limit: 5_000 });
      // Of the two first ones, the one whose id is just that.
      expect(all.events).toHaveLength(2_101);
      expect(all.events.at(-1)?.event.id).toBe('@crowd');
      expect((await store.log({ q: '@rare' }, { limit: 5 })).events).toHaveLength(2);
    });

    test('shows every delivery of an event, whichever one was asked for', async () => {
      const stage = await setStage(open);
      await fill(stage);
      const { events } = await stage.store.log({ destination_id: 'second' }, { limit: 100 });
      expect(events[0]?.deliveries.map((delivery) => delivery.destination_id)).toEqual(['klaviyo', 'second']);
    });

    test.each([{}, { status: 'queued' }] as LogFilter[])(
      'pages through all of it once, newest first: %o',
      async (filter) => {
        const { store, admit } = await setStage(open);
        const ids = Array.from({ length: 7 }, (_, index) => `cart-${index}`);
        await admit(ids.map((id) => queued(id)));
        const seen: string[][] = [];
        let before: number | undefined;
        for (;;) {
          const page = await store.log(filter, { limit: 3, ...(before === undefined ? {} : { before }) });
          seen.push(page.events.map((view) => view.event.id));
          if (page.next === null) break;
          before = page.next;
          // What comes in meanwhile belongs to a newer page.
          await admit([queued(`newer-${before}`)]);
        }
        expect(seen).toEqual([['cart-6', 'cart-5', 'cart-4'], ['cart-3', 'cart-2', 'cart-1'], ['cart-0']]);
      },
    );

    test('knows an event by its id and a delivery by its number, and says when there is none', async () => {
      const { store, admit, delivery } = await setStage(open);
      await admit([queued('cart')]);
      expect(await store.logEntry('nothing')).toBeNull();
      const found = await store.findDelivery((await delivery('cart')).id);
      expect(found).toEqual((await store.logEntry('cart'))?.event);
      expect(await store.findDelivery(987_654)).toBeNull();
    });
  });

  describe('statistics', () => {
    test('count what came in and what became of it, by hour', async () => {
      const { store, admit, delivery } = await setStage(open);
      await admit([queued('before')], { at: NOON - 2 * HOUR_MS });
      await admit([queued('failed')], { at: NOON - HOUR_MS });
      const order: NewEvent = {
        ...queued('order', { priority: 0 }),
        event: sampleEvent('order', { name: 'Purchase' }),
      };
      await admit([order, queued('cart'), held('view'), skipped('ignored')]);
      const fates = new Map([
        [(await delivery('order')).id, { kind: 'delivered' }],
        [(await delivery('failed')).id, { kind: 'rejected', reason: 'invalid_payload', note: 'no' }],
      ] as const);
      await store.settle({ fates, now: NOON + 400 });

      const stats = await store.stats({ since: NOON - HOUR_MS, now: NOON + 1_000 });
      expect(stats).toMatchObject({
        received: 5,
        identified: 4,
        received_by_hour: [
          { hour: NOON - HOUR_MS, count: 1 },
          { hour: NOON, count: 4 },
        ],
        latency_ms: { p50: 400, p95: 400 },
        orders: { received: 1, delivered: 1 },
        queue: { depth: 2, held: 1, oldest_at: NOON - 2 * HOUR_MS },
      });
      const byStatus = stats.by_status_and_hour.map(
        ({ hour, status, count }) => `${(hour - NOON) / HOUR_MS} ${status} ${count}`,
      );
      expect(byStatus.toSorted()).toEqual(['-1 failed 1', '0 delivered 1', '0 held 1', '0 queued 1', '0 skipped 1']);
      expect(stats.by_reason.map(({ status, reason, count }) => `${status} ${reason} ${count}`).toSorted()).toEqual([
        'failed invalid_payload 1',
        'held no_email 1',
        'skipped no_rule 1',
      ]);
    });

    test('of one site leave the others out', async () => {
      const { store, admit } = await setStage(open);
      await store.createSite(sampleSite({ id: 'other' }));
      await admit([queued('cart')]);
      await admit([queued('view'), held('search')], { siteId: 'other' });
      const own = await store.stats({ since: NOON, now: NOON, siteId: 'other' });
      expect(own).toMatchObject({ received: 2, identified: 1, received_by_hour: [{ hour: NOON, count: 2 }] });
      expect(own.by_status_and_hour.map(({ status, count }) => `${status} ${count}`)).toEqual(['held 1', 'queued 1']);
    });

    test('take the latency only of what never had to wait for somebody', async () => {
      const { store, admit, delivery, event } = await setStage(open);
      await admit([held('anonymous'), queued('paused'), queued('replayed')]);
      const deliver = async (ids: string[], now: number): Promise<void> => {
        const numbers = await Promise.all(ids.map(async (id) => (await delivery(id)).id));
        await store.settle({ fates: new Map(numbers.map((id) => [id, { kind: 'delivered' }])), now });
      };
      await deliver(['replayed'], NOON);
      const replayed = { delivery_id: (await delivery('replayed')).id, event_seq: (await event('replayed')).seq };
      await store.requeue(
        [{ ...replayed, delivery: queued('x').deliveries[0] ?? expect.unreachable() }],
        NOON + HOUR_MS,
      );
      await store.updateDestination('klaviyo', { status: 'PAUSED', status_since: NOON });
      await store.updateDestination('klaviyo', { status: 'ACTIVE', status_since: NOON + HOUR_MS });
      await admit([], {
        at: NOON + HOUR_MS,
        visitors: [
          {
            site_id: 'shop',
            id: 'visitor',
            identity: { email: 'jo@example.com' },
            consent: null,
            session: null,
            updated_at: NOON + HOUR_MS,
          },
        ],
      });
      await deliver(['anonymous', 'paused', 'replayed'], NOON + HOUR_MS);
      expect((await store.stats({ since: NOON, now: NOON + HOUR_MS })).latency_ms).toBeNull();
      await admit([queued('straight')]);
      await deliver(['straight'], NOON + 80);
      expect((await store.stats({ since: NOON, now: NOON + HOUR_MS })).latency_ms).toEqual({ p50: 80, p95: 80 });
    });

    test('are empty in an empty store', async () => {
      const { store } = await setStage(open);
      expect(await store.stats({ since: NOON, now: NOON })).toEqual({
        received: 0,
        identified: 0,
        by_status_and_hour: [],
        by_reason: [],
        received_by_hour: [],
        latency_ms: null,
        orders: { received: 0, delivered: 0 },
        queue: { depth: 0, held: 0, oldest_at: null },
      });
    });
  });

  describe('reports', () => {
    test('tell where the tag was heard, most recent first', async () => {
      const { store, admit } = await setStage(open);
      const at = (id: string, page_url: string, source: 'browser' | 'server' = 'browser'): NewEvent => ({
        event: sampleEvent(id, { context: { page_url }, source }),
        email: null,
        deliveries: [],
      });
      await admit([at('a', 'https://shop.example/cart'), at('b', 'https://shop.example/')], { at: NOON });
      await admit([at('c', 'https://www.shop.example/'), at('d', 'https://backend.example', 'server')], {
        at: NOON + 1,
      });
      await admit([at('e', 'no address at all')], { at: NOON + 2 });
      expect(await store.heard()).toEqual([
        { site_id: 'shop', origin: 'https://www.shop.example', last_at: NOON + 1, events: 1 },
        { site_id: 'shop', origin: 'https://shop.example', last_at: NOON, events: 2 },
      ]);
    });

    test('tell when each first step was reached', async () => {
      const { store, admit, delivery } = await setStage(open);
      expect(await store.milestones()).toEqual({ event_at: null, identified_at: null, test_delivered_at: null });
      await admit([{ ...queued('test-1'), event: sampleEvent('test-1', { test: true }) }], { at: NOON });
      expect(await store.milestones()).toEqual({ event_at: null, identified_at: null, test_delivered_at: null });
      await store.settle({ fates: new Map([[(await delivery('test-1')).id, { kind: 'delivered' }]]), now: NOON + 5 });
      await admit([held('view')], { at: NOON + 10 });
      await admit([queued('cart')], { at: NOON + 20 });
      await admit([queued('order')], { at: NOON + 30 });
      expect(await store.milestones()).toEqual({
        event_at: NOON + 10,
        identified_at: NOON + 20,
        test_delivered_at: NOON + 5,
      });
    });

    test('count deliveries by the way they took, without tests', async () => {
      const { store, admit } = await setStage(open);
      await admit([queued('old')], { at: NOON - 1 });
      await admit([
        queued('a'),
        queued('b'),
        skipped('c'),
        { ...queued('t'), event: sampleEvent('t', { test: true }) },
      ]);
      const counts = await store.routeCounts({ since: NOON });
      expect(counts.toSorted((one, other) => other.count - one.count)).toEqual([
        { event: 'AddToCart', destination_id: 'klaviyo', metric: 'Added to Cart', status: 'queued', count: 2 },
        { event: 'AddToCart', destination_id: 'klaviyo', metric: null, status: 'skipped', count: 1 },
      ]);
    });

    test('count the requests of the last minute', async () => {
      const { store, admit, begin, delivery } = await setStage(open);
      expect(await store.requestRates(NOON)).toEqual([]);
      await admit([queued('cart')]);
      const { id } = await delivery('cart');
      for (const at of [NOON - 61_000, NOON - 5_000, NOON - 4_999, NOON - 4_001, NOON]) await begin([id], at);
      expect(await store.requestRates(NOON)).toEqual([
        { destination_id: 'klaviyo', last_minute: 4, most_in_a_second: 3 },
      ]);
    });
  });
}
