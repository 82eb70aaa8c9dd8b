import { describe, expect, test } from 'vitest';
import { NOON, held, queued, sampleDestination, sampleSite, sampleVisitor } from '../testing/sample-records.ts';
import { setStage, type OpenStore } from '../testing/stage.ts';

const DAY_MS = 86_400_000;

export function describeUpkeep(open: OpenStore): void {
  describe('the sweep', () => {
    test('skips what waited too long to learn whose it is, by the waiting time of its destination', async () => {
      const { store, admit, delivery } = await setStage(open);
      await store.createDestination(sampleDestination({ id: 'patient' }), []);
      await admit([held('expired'), held('undecided', { reason: 'consent_pending' })], { at: NOON - 2 * DAY_MS });
      await admit(
        [
          {
            ...held('patient'),
            deliveries: [{ ...(held('x').deliveries[0] ?? expect.unreachable()), destination_id: 'patient' }],
          },
        ],
        {
          at: NOON - 2 * DAY_MS,
        },
      );
      await admit([held('fresh')], { at: NOON - DAY_MS });
      await admit([queued('paused')], { at: NOON - 2 * DAY_MS });
      await store.updateDestination('klaviyo', { status: 'PAUSED', status_since: NOON });
      const holdMs = (id: string): number => (id === 'patient' ? 7 * DAY_MS : DAY_MS);
      expect(await store.sweep({ now: NOON, retentionMs: 30 * DAY_MS, holdMs })).toEqual({ skipped: 2, removed: 0 });
      expect(await delivery('expired')).toMatchObject({
        status: 'skipped',
        reason: 'never_identified',
        updated_at: NOON,
      });
      expect(await delivery('undecided')).toMatchObject({ status: 'skipped', reason: 'consent_unanswered' });
      expect(await delivery('fresh')).toMatchObject({ status: 'held', reason: 'no_email' });
      expect(await delivery('patient')).toMatchObject({ status: 'held', reason: 'no_email' });
      expect(await delivery('paused')).toMatchObject({ status: 'held', reason: 'destination_paused' });
    });

    test('removes what is older than the retention, with all that hangs on it', async () => {
      const { store, admit, begin, delivery } = await setStage(open);
      const old = NOON - 31 * DAY_MS;
      await admit([queued('old')], { at: old, visitors: [sampleVisitor({ id: 'gone', updated_at: old })] });
      await begin([(await delivery('old')).id], old);
      await admit([queued('young')], { visitors: [sampleVisitor({ id: 'here' })] });
      await begin([(await delivery('young')).id]);
      const { id } = await delivery('old');
      const swept = await store.sweep({ now: NOON, retentionMs: 30 * DAY_MS, holdMs: () => DAY_MS });
      expect(swept).toEqual({ skipped: 0, removed: 1 });
      expect(await store.logEntry('old')).toBeNull();
      expect(await store.findDelivery(id)).toBeNull();
      expect(await store.nextDueAt('klaviyo', [])).toBe(NOON);
      expect((await store.person('jo@example.com')).visitors.map((visitor) => visitor.id)).toEqual(['here']);
      expect((await store.logEntry('young'))?.attempts).toHaveLength(1);
      expect(await store.requestRates(old)).toEqual([]);
    });

    test('handles more than one slice', async () => {
      const { store, admit } = await setStage(open);
      const old = NOON - 31 * DAY_MS;
      await admit(
        Array.from({ length: 2_500 }, (_, index) => held(`view-${index}`)),
        { at: old },
      );
      const input = { now: NOON, holdMs: () => DAY_MS };
      expect(await store.sweep({ ...input, retentionMs: 60 * DAY_MS })).toEqual({ skipped: 2_500, removed: 0 });
      expect(await store.sweep({ ...input, retentionMs: 30 * DAY_MS })).toEqual({ skipped: 0, removed: 2_500 });
      expect((await store.log({}, { limit: 1 })).events).toEqual([]);
    });
  });

  describe('a person', () => {
    test('is shown and erased by address: events, held ones too, attempts and identities', async () => {
      const { store, admit, begin, delivery } = await setStage(open);
      await store.createSite(sampleSite({ id: 'other' }));
      await admit([queued('cart'), held('wish')], { visitors: [] });
      await admit([queued('elsewhere')], { siteId: 'other' });
      const declined = { ...held('declined', { visitorId: 'second' }) };
      await admit([declined]);
      // Held for a stopped destination: known to be theirs, by their visitor id.
      await admit([], { visitors: [sampleVisitor({ id: 'second', consent: 'pending', updated_at: NOON + 1 })] });
      await admit([], { visitors: [sampleVisitor({ identity: { email: 'jo@example.com', first_name: 'Jo' } })] });
      const neighbour = { ...queued('neighbour'), email: 'ann@example.com' };
      await admit([neighbour], { visitors: [sampleVisitor({ id: 'ann', identity: { email: 'ann@example.com' } })] });
      const together = await begin([(await delivery('cart')).id, (await delivery('neighbour')).id]);
      await store.settle({
        end: { attemptId: together, status: 202, answer: '', latencyMs: 1, finishedAt: NOON },
        fates: new Map(),
        now: NOON,
      });

      const person = await store.person('jo@example.com');
      expect(person.visitors.map((visitor) => visitor.id)).toEqual(['visitor', 'second']);
      expect(person.events.map((view) => `${view.site_id} ${view.event.id}`).toSorted()).toEqual([
        'other elsewhere',
        'shop cart',
        'shop declined',
        'shop wish',
      ]);

      expect(await store.forget('jo@example.com')).toBe(4);
      expect(await store.person('jo@example.com')).toEqual({ visitors: [], events: [] });
      expect((await store.log({}, { limit: 10 })).events.map((view) => view.event.id)).toEqual(['neighbour']);
      // The request that carried them together held their data as well.
      expect((await store.logEntry('neighbour'))?.attempts).toEqual([]);
      expect((await store.person('ann@example.com')).visitors).toHaveLength(1);
      expect(await store.forget('jo@example.com')).toBe(0);
    });

    test('who shares a visitor id with another address keeps their own events', async () => {
      const { store, admit } = await setStage(open);
      const shared = (id: string, email: string) => ({ ...held(id), email, deliveries: [] });
      await admit([shared('hers', 'ann@example.com'), shared('his', 'jo@example.com')], {
        visitors: [sampleVisitor()],
      });
      expect(await store.forget('jo@example.com')).toBe(1);
      expect((await store.log({}, { limit: 10 })).events.map((view) => view.event.id)).toEqual(['hers']);
    });
  });
}
