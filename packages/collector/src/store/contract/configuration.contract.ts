import { describe, expect, test } from 'vitest';
import { NOON, queued, sampleDestination, sampleRule, sampleSite, sampleVisitor } from '../testing/sample-records.ts';
import { setStage, type OpenStore } from '../testing/stage.ts';

export function describeConfiguration(open: OpenStore): void {
  describe('the configuration', () => {
    test('is a snapshot that writes replace', async () => {
      const { store } = await setStage(open);
      const before = store.configuration();
      expect(before).toEqual({ sites: [sampleSite()], destinations: [sampleDestination()], rules: [] });
      const second = sampleDestination({
        id: 'second',
        site_id: 'shop',
        account: null,
        settings: {},
        created_at: NOON + 1,
      });
      const rule = sampleRule({ destination_id: 'second', enabled: false, disabled_reason: 'Shopify sends it.' });
      await store.createDestination(second, [rule]);
      expect(store.configuration().destinations).toEqual([sampleDestination(), second]);
      expect(store.configuration().rules).toEqual([rule]);
      expect(before.destinations).toEqual([sampleDestination()]);
    });

    test('changes only what is named', async () => {
      const { store } = await setStage(open);
      await store.createRule(sampleRule());
      await store.updateSite('shop', { origins: [], server_key_hash: 'hash', name: 'Laden' });
      await store.updateDestination('klaviyo', { last_success_at: NOON + 1, missing_scopes: [] });
      await store.updateRule('rule', { enabled: false, metric: null, conditions: {} });
      expect(store.configuration()).toEqual({
        sites: [sampleSite({ origins: [], server_key_hash: 'hash', name: 'Laden' })],
        destinations: [sampleDestination({ last_success_at: NOON + 1, missing_scopes: [] })],
        rules: [sampleRule({ enabled: false, metric: null, conditions: {} })],
      });
      await store.updateSite('shop', {});
      expect(store.configuration().sites).toHaveLength(1);
    });

    test('refuses a second site with the same key and keeps the first', async () => {
      const { store } = await setStage(open);
      await expect(store.createSite(sampleSite({ id: 'twin', public_key: 'pk_shop' }))).rejects.toThrow(/unique/i);
      await expect(
        store.createDestination(sampleDestination({ id: 'new' }), [sampleRule(), sampleRule()]),
      ).rejects.toThrow(/unique/i);
      expect(store.configuration()).toEqual({ sites: [sampleSite()], destinations: [sampleDestination()], rules: [] });
    });

    test('takes all that belongs to a removed destination with it', async () => {
      const { store, admit, begin, delivery, event } = await setStage(open);
      await store.createRule(sampleRule());
      await admit([queued('cart')]);
      await begin([(await delivery('cart')).id]);
      await store.deleteDestination('klaviyo');
      expect(store.configuration()).toMatchObject({ destinations: [], rules: [] });
      expect(await event('cart')).toMatchObject({ deliveries: [] });
      expect(await store.requestRates(NOON)).toEqual([]);
    });

    test('takes all that belongs to a removed site with it', async () => {
      const { store, admit } = await setStage(open);
      await store.createSite(sampleSite({ id: 'other' }));
      await store.createDestination(sampleDestination({ id: 'its-own', site_id: 'shop' }), []);
      await admit([queued('cart')], { visitors: [sampleVisitor()] });
      await admit([queued('view')], { siteId: 'other' });
      await store.deleteSite('shop');
      expect(store.configuration().sites.map((site) => site.id)).toEqual(['other']);
      expect(store.configuration().destinations.map((destination) => destination.id)).toEqual(['klaviyo']);
      expect((await store.log({}, { limit: 10 })).events.map((view) => view.event.id)).toEqual(['view']);
      expect((await store.person('jo@example.com')).visitors).toEqual([]);
    });

    test('deletes a rule', async () => {
      const { store } = await setStage(open);
      await store.createRule(sampleRule());
      await store.createRule(sampleRule({ id: 'kept', created_at: NOON + 1 }));
      await store.deleteRule('rule');
      expect(store.configuration().rules.map((rule) => rule.id)).toEqual(['kept']);
    });

    test('is there again after a restart', async () => {
      const { store, reopen } = await setStage(open);
      await store.createRule(sampleRule());
      const next = await reopen(NOON);
      expect(next.configuration()).toEqual(store.configuration());
    });
  });

  describe('administration', () => {
    test('keeps settings, replaces and removes them', async () => {
      const { store } = await setStage(open);
      expect(await store.setting('password')).toBeNull();
      await store.setSetting('password', 'one');
      await store.setSetting('password', 'two');
      expect(await store.setting('password')).toBe('two');
      await store.setSetting('password', null);
      expect(await store.setting('password')).toBeNull();
    });

    test('knows a session until it ends or is ended', async () => {
      const { store } = await setStage(open);
      const first = { token_hash: 'first', created_at: NOON, expires_at: NOON + 1_000 };
      const second = { token_hash: 'second', created_at: NOON + 1, expires_at: NOON + 2_000 };
      await store.createSession(first);
      await store.createSession(second);
      expect(await store.sessions(NOON)).toEqual([second, first]);
      expect(await store.findSession('first', NOON + 999)).toEqual(first);
      expect(await store.findSession('first', NOON + 1_000)).toBeNull();
      expect(await store.sessions(NOON + 1_000)).toEqual([second]);
      await store.deleteSession('second');
      expect(await store.findSession('second', NOON)).toBeNull();
      expect(await store.findSession('nobody', NOON)).toBeNull();
    });

    test('forgets sessions that are over when the next one begins', async () => {
      const { store } = await setStage(open);
      await store.createSession({ token_hash: 'over', created_at: NOON, expires_at: NOON + 1_000 });
      await store.createSession({ token_hash: 'new', created_at: NOON + 1_000, expires_at: NOON + 9_000 });
      expect((await store.sessions(NOON)).map((session) => session.token_hash)).toEqual(['new']);
    });

    test('says that it is ready', async () => {
      const { store } = await setStage(open);
      await expect(store.check()).resolves.toBeUndefined();
    });
  });
}
