import { describe, expect, test } from 'vitest';
import type { NewEvent, Visitor } from '../store.ts';
import {
  NOON,
  held,
  queued,
  sampleDelivery,
  sampleEvent,
  sampleSite,
  sampleVisitor,
  skipped,
} from '../testing/sample-records.ts';
import { setStage, type OpenStore } from '../testing/stage.ts';

export function describeIntake(open: OpenStore): void {
  describe('intake', () => {
    test('stores a batch with its deliveries and names the destinations that have something to send', async () => {
      const { admit, event } = await setStage(open);
      const batch = [queued('cart', { reason: null }), skipped('view'), held('search')];
      expect(await admit(batch)).toEqual({ stored: 3, wake: ['klaviyo'] });
      expect(await event('cart')).toMatchObject({
        site_id: 'shop',
        email: 'jo@example.com',
        received_at: NOON,
        event: { id: 'cart', name: 'AddToCart' },
        deliveries: [
          {
            destination_id: 'klaviyo',
            metric: 'Added to Cart',
            status: 'queued',
            reason: null,
            attempts: 0,
            created_at: NOON,
          },
        ],
      });
      expect((await event('view')).deliveries).toMatchObject([{ status: 'skipped', reason: 'no_rule', metric: null }]);
      expect((await event('search')).deliveries).toMatchObject([{ status: 'held', reason: 'no_email' }]);
    });

    test('wakes nobody when nothing may go out', async () => {
      const { admit } = await setStage(open);
      expect(await admit([skipped('view'), held('search')])).toEqual({ stored: 2, wake: [] });
    });

    test('keeps the order in which events came', async () => {
      const { store, admit } = await setStage(open);
      const ids = ['z', 'm', 'a', 'q', 'b'];
      await admit(ids.map((id) => queued(id)));
      const { events } = await store.log({}, { limit: 10 });
      expect(events.map((view) => view.event.id).toReversed()).toEqual(ids);
    });

    test('stores nothing of a batch that cannot be stored whole', async () => {
      const { store, admit } = await setStage(open);
      const lost = { ...queued('second'), deliveries: [sampleDelivery({ destination_id: 'nowhere' })] };
      await expect(admit([queued('first'), lost], { visitors: [sampleVisitor()] })).rejects.toThrow(/foreign key/i);
      expect((await store.log({}, { limit: 10 })).events).toEqual([]);
      expect((await store.person('jo@example.com')).visitors).toEqual([]);
    });

    test('fails one batch alone when many arrive together', async () => {
      const { store, admit } = await setStage(open);
      const lost = { ...queued('lost'), deliveries: [sampleDelivery({ destination_id: 'nowhere' })] };
      const undecided = store.admit({
        site: sampleSite(),
        visitorIds: [],
        receivedAt: NOON,
        decide: () => {
          throw new Error('undecided');
        },
      });
      const outcomes = await Promise.allSettled([admit([queued('a')]), admit([lost]), undecided, admit([queued('b')])]);
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
      const { events } = await store.log({}, { limit: 10 });
      expect(events.map((view) => view.event.id)).toEqual(['b', 'a']);
    });

    test('stores a known event id once, and again for another site', async () => {
      const { store, admit } = await setStage(open);
      await store.createSite(sampleSite({ id: 'other' }));
      expect(await admit([queued('cart'), queued('cart')])).toMatchObject({ stored: 1 });
      expect(await admit([queued('cart')])).toEqual({ stored: 0, wake: [] });
      expect(await admit([queued('cart')], { siteId: 'other' })).toMatchObject({ stored: 1 });
      const together = await Promise.all([admit([queued('view')]), admit([queued('view')])]);
      expect(together.reduce((sum, { stored }) => sum + stored, 0)).toBe(1);
      expect((await store.log({ q: 'cart' }, { limit: 10 })).events).toHaveLength(2);
      expect((await store.log({ q: 'view' }, { limit: 10 })).events).toHaveLength(1);
    });

    test('gives back every character of an event as it came', async () => {
      const { admit, event } = await setStage(open);
      const properties = { nul: 'a\u0000b', quotes: `'"\\`, astral: '🛒', half: '\ud83d', deep: [{ value: 0.1 }] };
      const odd: NewEvent = {
        event: sampleEvent('odd', { name: 'Späti', order_id: `1'; --`, properties }),
        email: 'ö@example.com',
        deliveries: [sampleDelivery({ metric: 'Späti "kauft"' })],
      };
      await admit([odd]);
      expect(await event('odd')).toMatchObject({
        event: odd.event,
        email: 'ö@example.com',
        deliveries: [{ metric: 'Späti "kauft"' }],
      });
    });

    test('takes a NUL character wherever a shop may put one', async () => {
      const { store, admit } = await setStage(open);
      const event = sampleEvent('n\u0000l', {
        name: 'A\u0000B',
        order_id: '1\u00002',
        context: { visitor_id: 'v\u0000' },
      });
      await admit([{ event, email: 'a\u0000@example.com', deliveries: [sampleDelivery({ metric: 'A\u0000B' })] }], {
        visitors: [sampleVisitor({ id: 'v\u0000', identity: { email: 'a\u0000@example.com' } })],
      });
      const { events } = await store.log({}, { limit: 1 });
      expect(events[0]?.event).toEqual(event);
    });
  });

  describe('visitors', () => {
    const knownTo = async (stage: Awaited<ReturnType<typeof setStage>>, siteId = 'shop'): Promise<Visitor[]> => {
      let seen: Visitor[] = [];
      await stage.store.admit({
        site: sampleSite({ id: siteId }),
        visitorIds: ['visitor', 'stranger'],
        receivedAt: NOON,
        decide: (known) => {
          seen = [...known.values()];
          return { events: [], visitors: [] };
        },
      });
      return seen;
    };

    test('a decision is shown what is known of the visitors of its own site', async () => {
      const stage = await setStage(open);
      await stage.store.createSite(sampleSite({ id: 'other' }));
      const visitor = sampleVisitor({ identity: { email: 'jo@example.com', first_name: 'Jo' }, consent: 'granted' });
      await stage.admit([], { visitors: [visitor] });
      expect(await knownTo(stage)).toEqual([visitor]);
      expect(await knownTo(stage, 'other')).toEqual([]);
    });

    test('the newest word about a visitor stands', async () => {
      const stage = await setStage(open);
      await stage.admit([], { visitors: [sampleVisitor({ consent: 'pending' })] });
      const later = sampleVisitor({
        identity: { phone: '+491700000000' },
        consent: 'denied',
        session: { id: 's2', facts: { utm_source: 'mail' } },
        updated_at: NOON + 1,
      });
      await stage.admit([], { visitors: [later] });
      expect(await knownTo(stage)).toEqual([later]);
    });

    test('a batch sees what a batch of the same moment told before it', async () => {
      const stage = await setStage(open);
      const told = stage.admit([], { visitors: [sampleVisitor()] });
      expect(await knownTo(stage)).toEqual([sampleVisitor()]);
      await told;
    });

    test('leaving an address releases what was held, with its original time', async () => {
      const { store, admit, event } = await setStage(open);
      await admit([held('view'), held('cart')]);
      const later = NOON + 3_600_000;
      const visitors = [sampleVisitor({ updated_at: later })];
      expect(await admit([], { at: later, visitors })).toEqual({ stored: 0, wake: ['klaviyo'] });
      expect(await event('view')).toMatchObject({
        email: 'jo@example.com',
        received_at: NOON,
        deliveries: [{ status: 'queued', reason: null, next_at: later, updated_at: later, created_at: NOON }],
      });
      const claimed = await store.claim({ destinationId: 'klaviyo', now: later, limit: 10, exclude: [] });
      expect(
        claimed.map(({ event: { id }, email, received_at, due_since }) => ({ id, email, received_at, due_since })),
      ).toEqual([
        { id: 'view', email: 'jo@example.com', received_at: NOON, due_since: later },
        { id: 'cart', email: 'jo@example.com', received_at: NOON, due_since: later },
      ]);
    });

    test('an address releases the held events of its own batch', async () => {
      const { admit, delivery } = await setStage(open);
      expect(await admit([held('view')], { visitors: [sampleVisitor()] })).toEqual({ stored: 1, wake: ['klaviyo'] });
      expect(await delivery('view')).toMatchObject({ status: 'queued' });
    });

    test('an address releases nobody else', async () => {
      const { store, admit, delivery } = await setStage(open);
      await store.createSite(sampleSite({ id: 'other' }));
      await admit([held('neighbour', { visitorId: 'somebody-else' })]);
      await admit([held('elsewhere')], { siteId: 'other' });
      expect(await admit([], { visitors: [sampleVisitor()] })).toEqual({ stored: 0, wake: [] });
      expect(await delivery('neighbour')).toMatchObject({ status: 'held', reason: 'no_email' });
      expect(await delivery('elsewhere')).toMatchObject({ status: 'held', reason: 'no_email' });
    });

    test('no event stays held when its visitor leaves an address while it is stored', async () => {
      const { store } = await setStage(open);
      const tell = (index: number, identify: boolean) =>
        store.admit({
          site: sampleSite(),
          visitorIds: ['visitor'],
          receivedAt: NOON + index,
          decide: (known) => ({
            events: [known.has('visitor') ? queued(`view-${index}`) : held(`view-${index}`)],
            visitors: identify ? [sampleVisitor()] : [],
          }),
        });
      // Spread over many turns, so that they meet in every order.
      const told: Promise<unknown>[] = [];
      for (let index = 0; index < 60; index++) {
        told.push(tell(index, index === 30));
        if (index % 3 === 0) await store.setting('none');
      }
      await Promise.all(told);
      expect((await store.log({ status: 'held' }, { limit: 100 })).events).toEqual([]);
      expect((await store.log({ status: 'queued' }, { limit: 100 })).events).toHaveLength(60);
    });

    const answers = [
      { consent: 'granted', email: true, becomes: { status: 'queued', reason: null }, wake: ['klaviyo'] },
      { consent: 'granted', email: false, becomes: { status: 'held', reason: 'no_email' }, wake: [] },
      { consent: 'denied', email: true, becomes: { status: 'skipped', reason: 'no_consent' }, wake: [] },
      { consent: 'pending', email: true, becomes: { status: 'held', reason: 'consent_pending' }, wake: [] },
    ] as const;
    test.each(answers)(
      'what waits for consent is $becomes.status after $consent (address known: $email)',
      async ({ consent, email, becomes, wake }) => {
        const { admit, delivery } = await setStage(open);
        await admit([held('view', { reason: 'consent_pending' })]);
        const visitor = sampleVisitor({ consent, identity: email ? { email: 'jo@example.com' } : {} });
        expect(await admit([], { visitors: [visitor] })).toEqual({ stored: 0, wake });
        expect(await delivery('view')).toMatchObject(becomes);
      },
    );

    test('what waits for an address is skipped when the visitor declines', async () => {
      const { admit, delivery } = await setStage(open);
      await admit([held('view')]);
      await admit([], { visitors: [sampleVisitor({ consent: 'denied', identity: {} })] });
      expect(await delivery('view')).toMatchObject({ status: 'skipped', reason: 'no_consent' });
    });

    test("consent releases an event that Klaviyo's own link identifies, where the destination uses those", async () => {
      const { store, admit, delivery } = await setStage(open);
      const linked = (id: string): NewEvent => ({
        event: sampleEvent(id, { context: { visitor_id: 'visitor', _kx: 'from-a-mail' } }),
        email: null,
        deliveries: [sampleDelivery({ status: 'held', reason: 'consent_pending' })],
      });
      const granted = { visitors: [sampleVisitor({ consent: 'granted', identity: {} })] };
      await admit([linked('view')]);
      await admit([], granted);
      expect(await delivery('view')).toMatchObject({ status: 'queued', reason: null });

      await store.updateDestination('klaviyo', { settings: {} });
      await admit([linked('cart')]);
      await admit([], granted);
      expect(await delivery('cart')).toMatchObject({ status: 'held', reason: 'no_email' });
    });

    test('an address moves held events on to waiting for a destination that has stopped', async () => {
      const { store, admit, delivery } = await setStage(open);
      await admit([held('view')]);
      await store.updateDestination('klaviyo', { status: 'PAUSED', status_since: NOON });
      expect(await admit([], { visitors: [sampleVisitor()] })).toEqual({ stored: 0, wake: [] });
      expect(await delivery('view')).toMatchObject({ status: 'held', reason: 'destination_paused' });
      await store.updateDestination('klaviyo', { status: 'ACTIVE', status_since: NOON });
      expect(await delivery('view')).toMatchObject({ status: 'queued', reason: null });
    });
  });
}
