import { expect, test } from 'vitest';
import type { DestinationSettings } from '../store/configuration.ts';
import { allBut, ask, bodyOf, bulkEntries, due, idsOf, know, lines, settle } from '../testing/planning.ts';
import { plan, type BulkRequest, type EventRequest } from './planner.ts';

test('an order with twelve lines is the profile and one bulk request', () => {
  const knowledge = know();
  const order = due({ name: 'Purchase', order_id: 'o1', items: lines(12) });
  expect(plan([order], knowledge, ask()).request?.kind).toBe('profile');
  settle(knowledge, order);
  const [entry, ...others] = bulkEntries(plan([order], knowledge, ask()).request);
  expect(others).toEqual([]);
  expect(entry?.events.map((event) => event.unique_id)).toEqual([
    'o1',
    ...Array.from({ length: 12 }, (_, index) => `o1:${index + 1}`),
  ]);
});

test('a backlog of many people is one bulk request that carries their profiles, grouped by person', () => {
  const people = Array.from({ length: 200 }, (_, index) => `p${index}@example.com`);
  const deliveries = Array.from({ length: 1_000 }, (_, index) => due({ email: people[index % 200] ?? null }));
  const { request } = plan(deliveries, know(), ask());
  const entries = bulkEntries(request);
  expect(entries.map(({ profile }) => profile.attributes['email'])).toEqual(people);
  expect(entries.every(({ events }) => events.length === 5)).toBe(true);
  expect(new Set(idsOf(request))).toEqual(new Set(deliveries.map((delivery) => delivery.id)));
});

test('a bulk request carries the facts of the newest act of each person, and none that Klaviyo has', () => {
  const knowledge = know();
  settle(knowledge, due({ email: 'al@example.com' }), 'P1');
  const { request } = plan(
    [
      due({ agoMs: 5_000, context: { session_count: 1 } }),
      due({ agoMs: 1_000, context: { session_count: 3 } }),
      due({ agoMs: 9_000, context: { session_count: 2 } }),
      due({ email: 'al@example.com' }),
    ],
    knowledge,
    ask(),
  );
  expect(bulkEntries(request).map(({ profile }) => profile)).toEqual([
    { type: 'profile', attributes: { email: 'jo@example.com', properties: { session_count: 3 } } },
    { type: 'profile', id: 'P1', attributes: { email: 'al@example.com' } },
  ]);
});

test('no bulk request carries more than 1,000 events, and no delivery is torn apart', () => {
  const orders = Array.from({ length: 120 }, (_, index) =>
    due({ email: `p${index}@example.com`, name: 'Purchase', order_id: `o${index}`, items: lines(12) }),
  );
  const { request } = plan(orders, know(), ask());
  const counts = bulkEntries(request).map(({ events }) => events.length);
  expect(counts).toHaveLength(76);
  expect(counts.every((count) => count === 13)).toBe(true);
});

test('no bulk request is longer than 5 MB', () => {
  const deliveries = Array.from({ length: 200 }, (_, index) =>
    due({ email: `p${index}@example.com`, properties: { note: 'ü'.repeat(30_000) } }),
  );
  const { request } = plan(deliveries, know(), ask());
  const bytes = Buffer.byteLength(request?.body ?? '');
  expect(bytes).toBeLessThanOrEqual(5_000_000);
  expect(bytes).toBeGreaterThan(4_000_000);
});

test('a request never repeats (profile, metric, unique_id), and one delivery stands for both', () => {
  const twice = (email: string) => due({ email, name: 'Purchase', order_id: 'o1', items: lines(2) });
  const deliveries = [twice('jo@example.com'), twice('jo@example.com'), twice('al@example.com')];
  const { request } = plan(deliveries, know(), ask());
  expect(bulkEntries(request).map(({ events }) => events.map((event) => event.unique_id))).toEqual([
    ['o1', 'o1:1', 'o1:2'],
    ['o1', 'o1:1', 'o1:2'],
  ]);
  expect(new Set(idsOf(request))).toEqual(new Set(deliveries.map((delivery) => delivery.id)));
});

test('a suspect goes out alone on the single endpoint, and no bulk request takes it along', () => {
  const knowledge = know();
  const [first, suspect, third] = [due(), due({ email: 'al@example.com' }), due({ email: 'mo@example.com' })];
  knowledge.isolation.suspect([suspect.id]);
  expect(idsOf(plan([first, suspect, third], knowledge, ask()).request)).toEqual([first.id, third.id]);
  settle(knowledge, suspect);
  const alone = plan([suspect, first, third], knowledge, ask()).request;
  expect([alone?.kind, idsOf(alone)]).toEqual(['event', [suspect.id]]);
});

test('a suspect order goes out event by event, each until it has its answer', () => {
  const knowledge = know();
  const order = due({ name: 'Purchase', order_id: 'o1', items: lines(2) });
  settle(knowledge, order);
  knowledge.isolation.suspect([order.id]);
  const sent: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const request = plan([order], knowledge, ask()).request as EventRequest;
    sent.push(request.event.unique_id);
    knowledge.progress.accepted(order.id, request.event);
  }
  expect(sent).toEqual(['o1', 'o1:1', 'o1:2']);
});

test('the halves of a refused request travel apart, and newcomers with neither', () => {
  const knowledge = know();
  const batch = Array.from({ length: 5 }, (_, index) => due({ email: `p${index}@example.com` }));
  const newcomers = [due({ email: 'x@example.com' }), due({ email: 'y@example.com' })];
  const ids = batch.map((delivery) => delivery.id);
  knowledge.isolation.halve(ids);
  expect(idsOf(plan([...batch, ...newcomers], knowledge, ask()).request)).toEqual(ids.slice(0, 3));
  expect(idsOf(plan([...batch.slice(3), ...newcomers], knowledge, ask()).request)).toEqual(ids.slice(3));
  const rest = plan([...newcomers, ...batch], knowledge, ask()).request;
  expect(idsOf(rest)).toEqual(newcomers.map((delivery) => delivery.id));
});

test('halving ends with the culprit as a suspect', () => {
  const { isolation } = know();
  isolation.halve([7]);
  expect(isolation.isSuspect(7)).toBe(true);
  isolation.clear(7);
  expect(isolation.isSuspect(7)).toBe(false);
});

test('while the bulk window is closed, events go out singly with the facts that Klaviyo lacks', () => {
  const [jo, al] = [due({ context: { session_count: 4 } }), due({ email: 'al@example.com' })];
  const { request } = plan([jo, al], know(), ask({ isOpen: allBut('event-bulk-create-jobs') }));
  expect(request?.kind).toBe('event');
  expect(bodyOf(request).data.attributes.profile?.data).toEqual({
    type: 'profile',
    attributes: { email: 'jo@example.com', properties: { session_count: 4 } },
  });
});

test('while the bulk window is closed, an Identify in front does not keep the events behind it waiting', () => {
  const identify = due({ name: 'Identify', identity: { first_name: 'Jo' } });
  const view = due({ email: 'al@example.com' });
  const { request } = plan([identify, view], know(), ask({ isOpen: allBut('event-bulk-create-jobs') }));
  expect([request?.kind, idsOf(request)]).toEqual(['event', [view.id]]);
});

test('an Identify travels inside the bulk request of its own events, and alone has no place in one', () => {
  const [own, stranger] = [
    due({ name: 'Identify', identity: { first_name: 'Jo' } }),
    due({ name: 'Identify', email: 'al@example.com', identity: { first_name: 'Al' } }),
  ];
  const [view, other] = [due({ agoMs: 1_000 }), due({ email: 'mo@example.com' })];
  const { request } = plan([view, other, own, stranger], know(), ask());
  expect(idsOf(request)).toEqual([view.id, own.id, other.id]);
  expect(bulkEntries(request)[0]?.profile.attributes).toMatchObject({ email: 'jo@example.com', first_name: 'Jo' });
});

test('acts older than the set age are recorded without starting flows', () => {
  const hours = 3_600_000;
  const deliveries = [due({ agoMs: 25 * hours }), due({ agoMs: 23 * hours, email: 'al@example.com' })];
  const flags = (settings: DestinationSettings) =>
    bulkEntries(plan(deliveries, know(settings), ask()).request).map(({ events }) => events[0]?.backfill);
  expect(flags({ backfill_after_hours: 24 })).toEqual([true, undefined]);
  expect(flags({})).toEqual([undefined, undefined]);
});

test('ten thousand events by two thousand people are at most fourteen requests', () => {
  const knowledge = know();
  let waiting = Array.from({ length: 10_000 }, (_, index) => due({ email: `p${index % 2_000}@example.com` }));
  let requests = 0;
  while (waiting.length > 0) {
    const { request } = plan(waiting.slice(0, 1_000), knowledge, ask());
    const sent = new Set(idsOf(request));
    expect(sent.size).toBeGreaterThan(0);
    for (const { person, newest } of (request as BulkRequest).entries) {
      knowledge.people.settled(person, { hash: newest.hash, asOf: newest.asOf });
    }
    waiting = waiting.filter((delivery) => !sent.has(delivery.id));
    requests++;
  }
  expect(requests).toBeLessThanOrEqual(14);
});
