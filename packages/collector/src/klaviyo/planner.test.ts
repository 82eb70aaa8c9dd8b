import { expect, test } from 'vitest';
import { NOW, allBut, ask, bodyOf, due, idsOf, know, settle } from '../testing/planning.ts';
import { plan } from './planner.ts';
import { prepare } from './prepared.ts';

test('nothing due is nothing to do', () => {
  expect(plan([], know(), ask())).toEqual({ fates: new Map() });
});

test("a new visitor's event waits for the profile, which goes first", () => {
  const knowledge = know();
  const view = due();
  expect(plan([view], knowledge, ask()).request).toMatchObject({ kind: 'profile', path: '/api/profile-import' });
  settle(knowledge, view, 'P1');
  expect(plan([view], knowledge, ask()).request).toMatchObject({ kind: 'event', path: '/api/events', linked: true });
});

test("a known, unchanged visitor's event is one request that names the profile by id and address", () => {
  const knowledge = know();
  settle(knowledge, due(), 'P1');
  const { request } = plan([due()], knowledge, ask());
  expect(request?.kind).toBe('event');
  expect(bodyOf(request).data.attributes.profile?.data).toEqual({
    type: 'profile',
    id: 'P1',
    attributes: { email: 'jo@example.com' },
  });
});

test('a profile that a conflict named keeps its own address', () => {
  const knowledge = know();
  const view = due();
  const prepared = prepare(view, { settings: {}, now: NOW });
  if ('problem' in prepared) throw new Error(prepared.problem);
  knowledge.people.settled(prepared.person, {
    profile: { id: 'P2', isOther: true },
    hash: prepared.hash,
    asOf: prepared.asOf,
  });
  const { request } = plan([view], knowledge, ask());
  expect(bodyOf(request).data.attributes.profile?.data).toEqual({ type: 'profile', id: 'P2', attributes: {} });
});

test("a known visitor whose facts changed costs the profile's request again", () => {
  const knowledge = know();
  settle(knowledge, due({ agoMs: 60_000 }), 'P1');
  const { request } = plan([due({ context: { session_count: 2 } })], knowledge, ask());
  expect(request?.kind).toBe('profile');
});

test('an older act never writes older facts over newer ones', () => {
  const knowledge = know();
  settle(knowledge, due({ context: { session_count: 2 } }), 'P1');
  const { request } = plan([due({ agoMs: 60_000, context: { session_count: 1 } })], knowledge, ask());
  expect(request?.kind).toBe('event');
  expect(bodyOf(request).data.attributes.profile?.data['attributes']).toEqual({ email: 'jo@example.com' });
});

test('what comes first in the queue leads, and goes alone when nothing else may go along', () => {
  const order = due({ email: 'jo@example.com', name: 'Purchase', order_id: 'o1' });
  const views = Array.from({ length: 5 }, (_, index) => due({ email: `p${index}@example.com` }));
  const isOpen = allBut('event-bulk-create-jobs');
  expect(idsOf(plan([order, ...views], know(), ask({ isOpen })).request)).toEqual([order.id]);
});

test('a probe is the smallest request: the first delivery alone', () => {
  const knowledge = know();
  const deliveries = [due(), due({ email: 'al@example.com' }), due({ email: 'mo@example.com' })];
  const probe = plan(deliveries, knowledge, ask({ probing: true })).request;
  expect([probe?.kind, idsOf(probe)]).toEqual(['profile', [deliveries[0]?.id]]);
});

test('with every endpoint closed nothing goes out and nothing is settled', () => {
  const result = plan([due(), due({ email: 'al@example.com' })], know(), ask({ isOpen: () => false }));
  expect(result).toEqual({ fates: new Map() });
});

test('of two acts in one millisecond the one stored later says what holds, and neither waits for ever', () => {
  const identify = due({ name: 'Identify', identity: { first_name: 'Jo' } });
  const view = due({ identity: { first_name: 'Jo', last_name: 'Doe' } });
  for (const deliveries of [
    [identify, view],
    [view, identify],
  ]) {
    const knowledge = know();
    const { request } = plan(deliveries, knowledge, ask());
    expect(bodyOf(request).data.attributes).toMatchObject({ last_name: 'Doe' });
    settle(knowledge, view, 'P1');
    const next = plan(deliveries, knowledge, ask());
    expect(next.fates.get(identify.id)).toEqual({ kind: 'delivered' });
    expect(next.request?.kind).toBe('event');
  }
});

test('an Identify that an event overtakes while its profile is written holds up nothing', () => {
  const knowledge = know();
  const identify = due({ name: 'Identify', agoMs: 10, context: { session_count: 1 } });
  expect(plan([identify], knowledge, ask()).request?.kind).toBe('profile');
  settle(knowledge, identify, 'P1');
  const view = due({ context: { session_count: 1 } });
  const { request, fates } = plan([{ ...identify, superseded: true }, view], knowledge, ask());
  expect([fates.get(identify.id), idsOf(request)]).toEqual([{ kind: 'delivered' }, [view.id]]);
});

test('neither does one that says something else than what was known before and holds again', () => {
  const knowledge = know();
  settle(knowledge, due({ agoMs: 20, context: { session_count: 1 } }), 'P1');
  const identify = due({ name: 'Identify', agoMs: 10, superseded: true, context: { session_count: 1 } });
  const view = due({ context: { session_count: 1 } });
  const { request, fates } = plan([identify, view], knowledge, ask());
  expect([fates.get(identify.id), idsOf(request)]).toEqual([{ kind: 'delivered' }, [view.id]]);
});

test('while profiles cannot be written, events behind an Identify go out with their attributes', () => {
  const identify = due({ name: 'Identify', agoMs: 10 });
  const view = due();
  const { request } = plan([identify, view], know(), ask({ isOpen: allBut('profile-import') }));
  expect([request?.kind, idsOf(request)]).toEqual(['event', [view.id]]);
});

test('an Identify writes the profile, and once Klaviyo has it, is delivered without a request', () => {
  const knowledge = know();
  const identify = due({ name: 'Identify', identity: { first_name: 'Jo' } });
  expect(plan([identify], knowledge, ask()).request?.kind).toBe('profile');
  settle(knowledge, identify, 'P1');
  const { request, fates } = plan([identify], knowledge, ask());
  expect([request, fates]).toEqual([undefined, new Map([[identify.id, { kind: 'delivered' }]])]);
});

test('_kx names the person only where the owner allows it', () => {
  const anonymous = due({ email: null, context: { _kx: 'kx1' } });
  const { request } = plan([anonymous], know({ use_kx: true }), ask());
  expect([request?.kind, bodyOf(request).data.attributes]).toMatchObject(['profile', { _kx: 'kx1' }]);
  expect(plan([anonymous], know(), ask()).fates).toEqual(
    new Map([[anonymous.id, { kind: 'held', reason: 'no_email' }]]),
  );
});

test('what Klaviyo could never take is failed without a request, and costs nobody else', () => {
  const bad = due({ properties: { note: 'x'.repeat(100_001) } });
  const good = due({ email: 'al@example.com' });
  const { request, fates } = plan([bad, good], know(), ask());
  expect(fates.get(bad.id)).toMatchObject({ kind: 'rejected', reason: 'invalid_payload' });
  expect(idsOf(request)).toEqual([good.id]);
});

test('an upsert in the middle of a conflict goes on with the profile that was named, without the phone', () => {
  const knowledge = know();
  const view = due({ identity: { phone: '+4930901820' } });
  const prepared = prepare(view, { settings: {}, now: NOW });
  if ('problem' in prepared) throw new Error(prepared.problem);
  const call = { number: 3, id: 'P2', withoutPhone: true };
  knowledge.people.continueWith(prepared.person, { hash: prepared.hash, call, asOf: prepared.asOf });
  const { request } = plan([view], knowledge, ask());
  expect(request).toMatchObject({ kind: 'profile', method: 'PATCH', path: '/api/profiles/P2', call });
  expect(bodyOf(request).data.id).toBe('P2');
  expect(bodyOf(request).data.attributes).not.toHaveProperty('phone_number');
});

test('an event that a newer one has overtaken tells the profile who it is, and nothing of its session', () => {
  const old = due({
    superseded: true,
    identity: { first_name: 'Jo' },
    context: { session_count: 1, utm_source: 'old' },
  });
  const { request } = plan([old], know(), ask());
  expect(bodyOf(request).data.attributes).toEqual({ email: 'jo@example.com', first_name: 'Jo' });
});
