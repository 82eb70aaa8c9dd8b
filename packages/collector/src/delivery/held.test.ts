import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { connectShop, order, posts, uniqueIds, view, visitor } from '../testing/connected-shop.ts';
import { every, startTestCollector } from '../testing/test-collector.ts';

const HOUR_MS = 3_600_000;
const jo = { identity: { email: 'jo@example.com' }, context: visitor('jo') };

test('a paused destination holds what comes and sends it when it is resumed', async () => {
  const { sandbox, collector, destinationId } = await connectShop();
  await collector.api('PATCH', `/destinations/${destinationId}`, { status: 'PAUSED' });
  await collector.send({ ...jo, events: [view('v1')] });
  expect(await collector.eventWhen('v1', every('held'))).toMatchObject({
    deliveries: [{ reason: 'destination_paused', attempts: 0 }],
  });
  expect(posts(sandbox)).toEqual([]);
  await collector.api('PATCH', `/destinations/${destinationId}`, { status: 'ACTIVE' });
  await collector.eventWhen('v1', every('delivered'));
  expect(uniqueIds(sandbox)).toEqual(['v1']);
});

test('an event whose visitor never identifies is skipped once the waiting time is over', async () => {
  const { sandbox, collector } = await connectShop();
  await collector.send({ context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('held'));
  await collector.stop();
  const startLater = async (days: number) => {
    const clock = { ...systemClock, now: () => Date.now() + days * 24 * HOUR_MS };
    const later = await startTestCollector({ klaviyoApiUrl: sandbox.url, dataDir: collector.dataDir, clock });
    onTestFinished(() => later.stop());
    return later;
  };
  const sixDays = await startLater(6.9);
  await sixDays.eventWhen('v1', every('held'));
  await sixDays.stop();
  const eightDays = await startLater(7.1);
  expect(await eightDays.eventWhen('v1', every('skipped'))).toMatchObject({
    deliveries: [{ reason: 'never_identified' }],
  });
  await eightDays.send({ ...jo, events: [] });
  await eightDays.eventWhen('v1', every('skipped'));
  expect(uniqueIds(sandbox)).toEqual([]);
});

test('released events older than the set age start no flows', async () => {
  const { sandbox, collector, destinationId } = await connectShop();
  await collector.api('PATCH', `/destinations/${destinationId}`, { backfill_after_hours: 2 });
  const at = (hoursAgo: number) => ({ time: new Date(Date.now() - hoursAgo * HOUR_MS).toISOString() });
  const events = [
    { ...view('old'), ...at(3) },
    { ...view('fresh'), ...at(1) },
  ];
  await collector.send({ context: visitor('jo'), events });
  await collector.eventWhen('old', every('held'));
  await collector.send({ ...jo, events: [] });
  await collector.eventWhen('old', every('delivered'));
  await collector.eventWhen('fresh', every('delivered'));
  const flags = Object.fromEntries(sandbox.events().map((event) => [event.unique_id, event.backfill]));
  expect(flags).toEqual({ old: true, fresh: false });
});

test('events wait for the answer to the consent question and go out when it is yes', async () => {
  const { sandbox, collector } = await connectShop();
  const pending = { ...visitor('jo'), consent: 'pending' as const };
  await collector.send({ ...jo, context: pending, events: [view('v1')] });
  expect(await collector.eventWhen('v1', every('held'))).toMatchObject({ deliveries: [{ reason: 'consent_pending' }] });
  expect(posts(sandbox)).toEqual([]);
  await collector.send({ context: { ...visitor('jo'), consent: 'granted' }, events: [] });
  await collector.eventWhen('v1', every('delivered'));
  expect(sandbox.events()).toMatchObject([{ unique_id: 'v1', email: 'jo@example.com' }]);
});

test('events that waited for consent are skipped when the answer is no, and so is all that follows', async () => {
  const { sandbox, collector } = await connectShop();
  await collector.send({ ...jo, context: { ...visitor('jo'), consent: 'pending' }, events: [view('v1')] });
  await collector.eventWhen('v1', every('held'));
  await collector.send({ ...jo, context: { ...visitor('jo'), consent: 'denied' }, events: [view('v2')] });
  for (const id of ['v1', 'v2']) {
    expect(await collector.eventWhen(id, every('skipped'))).toMatchObject({ deliveries: [{ reason: 'no_consent' }] });
  }
  expect(posts(sandbox)).toEqual([]);
});

test('a condition of a rule lets through what fits and skips the rest with the reason', async () => {
  const { sandbox, collector } = await connectShop();
  const rules = await collector.api<{ id: string; event: string }[]>('GET', '/rules');
  const purchases = rules.find((rule) => rule.event === 'Purchase')?.id;
  await collector.api('PATCH', `/rules/${purchases}`, { conditions: { min_value: 30, currency: ['EUR'] } });
  await collector.send({ ...jo, events: [order('small', 2), order('large', 3)] });
  await collector.eventWhen('large', every('delivered'));
  expect(await collector.eventWhen('small', every('skipped'))).toMatchObject({
    deliveries: [{ reason: 'conditions_not_met' }],
  });
  expect(uniqueIds(sandbox)).toEqual(['order-large', 'order-large:1', 'order-large:2', 'order-large:3']);
});

test('a rule sends an event under the name that the owner chose', async () => {
  const { sandbox, collector } = await connectShop();
  const rules = await collector.api<{ id: string; event: string }[]>('GET', '/rules');
  const views = rules.find((rule) => rule.event === 'ViewContent')?.id;
  await collector.api('PATCH', `/rules/${views}`, { metric: 'Looked at Something' });
  await collector.send({ ...jo, events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  expect(sandbox.events()).toMatchObject([{ metric: 'Looked at Something', unique_id: 'v1' }]);
});

test('an event of the shop is skipped until a rule names it, and then goes out under that metric', async () => {
  const { sandbox, collector, destinationId } = await connectShop();
  const quiz = (id: string) => ({ id, name: 'Quiz Finished', properties: { score: 7 } });
  await collector.send({ ...jo, events: [quiz('q1')] });
  expect(await collector.eventWhen('q1', every('skipped'))).toMatchObject({ deliveries: [{ reason: 'no_rule' }] });
  await collector.api('POST', '/rules', {
    destination_id: destinationId,
    event: 'Quiz Finished',
    metric: 'Finished Quiz',
  });
  await collector.send({ ...jo, events: [quiz('q2')] });
  await collector.eventWhen('q2', every('delivered'));
  expect(sandbox.events()).toMatchObject([{ metric: 'Finished Quiz', unique_id: 'q2', properties: { score: 7 } }]);
});
