import { expect, test } from 'vitest';
import { connectShop as connect, order, paths, posts, view, visitor } from '../testing/connected-shop.ts';
import { every } from '../testing/test-collector.ts';

test('a new visitor costs two requests: the profile, then the event linked to it', async () => {
  const { sandbox, collector } = await connect();
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  expect(paths(sandbox)).toEqual(['POST /api/profile-import 201', 'POST /api/events 202']);
  const [profile] = sandbox.profiles();
  expect(sandbox.events()).toMatchObject([{ metric: 'Viewed Product', profile_id: profile?.id }]);
});

test('a known, unchanged visitor costs one request', async () => {
  const { sandbox, collector } = await connect();
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  await collector.send({ context: visitor('jo'), events: [view('v2')] });
  await collector.eventWhen('v2', every('delivered'));
  expect(paths(sandbox).slice(2)).toEqual(['POST /api/events 202']);
  expect(sandbox.events().map((event) => event.unique_id)).toEqual(['v1', 'v2']);
});

test('an order of twelve lines costs two requests', async () => {
  const { sandbox, collector } = await connect();
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [order('o1', 12)] });
  await collector.eventWhen('o1', every('delivered'));
  expect(posts(sandbox)).toHaveLength(2);
  const metrics = sandbox.events().map((event) => event.metric);
  expect(metrics).toEqual(['Placed Order', ...Array.from({ length: 12 }, () => 'Ordered Product')]);
  expect(new Set(sandbox.events().map((event) => event.unique_id)).size).toBe(13);
});

test('an event without an email is held, and released with its own time when the visitor identifies', async () => {
  const { sandbox, collector } = await connect();
  const time = '2026-11-20T10:00:00.000Z';
  await collector.send({ context: visitor('jo'), events: [{ ...view('v1'), time }] });
  const held = await collector.eventWhen('v1', every('held'));
  expect(held.deliveries[0]).toMatchObject({ reason: 'no_email', attempts: 0 });
  expect(posts(sandbox)).toEqual([]);
  await collector.send({ identity: { email: 'Jo@Example.com' }, context: visitor('jo'), events: [] });
  const delivered = await collector.eventWhen('v1', every('delivered'));
  expect(delivered.email).toBe('jo@example.com');
  expect(sandbox.events()).toMatchObject([{ metric: 'Viewed Product', email: 'jo@example.com' }]);
  expect(Date.parse(String(sandbox.events()[0]?.time))).toBe(Date.parse(time));
});

test('an identify alone reaches the profile', async () => {
  const { sandbox, collector } = await connect();
  const identity = { email: 'jo@example.com', first_name: 'Jo', phone: '+4930901820' };
  const answer = await collector.send({ identity, context: { ...visitor('jo'), utm_source: 'ig' }, events: [] });
  expect(answer).toEqual({ accepted: 0, rejected: [] });
  const log = await collector.api<{ events: { id: string; name: string }[] }>('GET', '/log?name=Identify');
  await collector.eventWhen(String(log.events[0]?.id), every('delivered'));
  expect(sandbox.profiles()).toMatchObject([
    { email: 'jo@example.com', first_name: 'Jo', phone_number: '+4930901820', properties: { utm_source: 'ig' } },
  ]);
});

test('a conflict on the profile links the event to the profile that Klaviyo names', async () => {
  const { sandbox, collector } = await connect();
  sandbox.setFaults([{ endpoint: 'profile-import', status: 409, times: 1 }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  const calls = posts(sandbox);
  expect(calls.length).toBeLessThanOrEqual(4);
  expect(sandbox.events()).toMatchObject([{ unique_id: 'v1', email: 'jo@example.com' }]);
});

test('a phone that belongs to somebody else is left out after at most three profile calls', async () => {
  const { sandbox, collector } = await connect();
  const phone = '+4930901820';
  await collector.send({ identity: { email: 'al@example.com', phone }, context: visitor('al'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v2')] });
  await collector.eventWhen('v2', every('delivered'));
  const before = posts(sandbox).length;
  await collector.send({ identity: { email: 'jo@example.com', phone }, context: visitor('jo'), events: [view('v3')] });
  await collector.eventWhen('v3', every('delivered'));
  const calls = paths(sandbox).slice(before);
  expect(calls.filter((call) => call.includes('profile')).length).toBeLessThanOrEqual(3);
  expect(sandbox.events().at(-1)).toMatchObject({ unique_id: 'v3', email: 'jo@example.com' });
  expect(sandbox.profiles().find((profile) => profile.email === 'al@example.com')?.phone_number).toBe(phone);
});

test('a 400 fails that event alone, with the words of Klaviyo', async () => {
  const { sandbox, collector } = await connect();
  sandbox.setFaults([{ endpoint: 'events', status: 400, unique_id: 'bad' }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('bad')] });
  const failed = await collector.eventWhen('bad', every('failed'));
  expect(failed.deliveries[0]).toMatchObject({ reason: 'invalid_payload' });
  expect(failed.deliveries[0]?.note).toContain('Klaviyo answered 400');
  await collector.send({ context: visitor('jo'), events: [view('good')] });
  await collector.eventWhen('good', every('delivered'));
});

test('a refused key turns the destination to ERROR and holds what waits; a new key drains it', async () => {
  const { sandbox, collector } = await connect();
  sandbox.setKey('pk_sandbox', null);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  const held = await collector.eventWhen('v1', every('held'));
  expect(held.deliveries[0]).toMatchObject({ reason: 'destination_error' });
  const [destination] = await collector.api<{ id: string; status: string; error: string }[]>('GET', '/destinations');
  expect(destination).toMatchObject({ status: 'ERROR', error: expect.stringContaining('401') });
  await collector.send({ context: visitor('jo'), events: [view('v2')] });
  await collector.eventWhen('v2', every('held'));
  sandbox.setKey('pk_second', [
    'accounts:read',
    'events:read',
    'events:write',
    'metrics:read',
    'profiles:read',
    'profiles:write',
  ]);
  await collector.api('PATCH', `/destinations/${destination?.id}`, { private_key: 'pk_second' });
  await collector.eventWhen('v1', every('delivered'));
  await collector.eventWhen('v2', every('delivered'));
  expect(
    sandbox
      .events()
      .map((event) => event.unique_id)
      .toSorted(),
  ).toEqual(['v1', 'v2']);
});

test('a 429 stops all senders of the destination until Retry-After is over', async () => {
  const { sandbox, collector } = await connect();
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  sandbox.setFaults([{ endpoint: 'events', status: 429, retry_after: 1, times: 1 }]);
  await collector.send({ context: visitor('jo'), events: [view('v2')] });
  const waiting = await collector.eventWhen('v2', every('retrying'));
  expect(waiting.deliveries[0]).toMatchObject({ reason: 'throttled' });
  await collector.send({ identity: { email: 'al@example.com' }, context: visitor('al'), events: [view('v3')] });
  await collector.eventWhen('v2', every('delivered'));
  await collector.eventWhen('v3', every('delivered'));
  const calls = posts(sandbox);
  const throttled = calls.findIndex((call) => call.status === 429);
  const at = calls[throttled]?.at ?? Number.NaN;
  expect(calls.slice(throttled + 1).every((call) => call.at - at >= 1_000)).toBe(true);
});

test.each([
  ['a 503', { status: 503, times: 2 }],
  ['a hung answer', { action: 'hang', times: 1 }],
  ['a connection that breaks before Klaviyo took it', { action: 'reset-before', times: 2 }],
  ['a connection that breaks after Klaviyo took it', { action: 'reset-after', times: 2 }],
  ['a challenge page with 403', { status: 403, body: 'html', times: 1 }],
] as const)('%s is retried, and the event stands once in the books', async (_, fault) => {
  const { sandbox, collector } = await connect({ klaviyoTimeoutMs: 300 });
  sandbox.setFaults([{ endpoint: 'events', ...fault }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  const delivered = await collector.eventWhen('v1', every('delivered'));
  expect(delivered.deliveries[0]?.attempts).toBeGreaterThan(2);
  expect(sandbox.events().map((event) => event.unique_id)).toEqual(['v1']);
  const [destination] = await collector.api<{ status: string }[]>('GET', '/destinations');
  expect(destination?.status).toBe('ACTIVE');
});

test.each([
  ['names the entry', {}],
  ['names nobody', { body: 'no-source' }],
] as const)('one bad entry in a bulk request whose refusal %s fails alone', async (_, fault) => {
  const { sandbox, collector } = await connect();
  sandbox.setFaults([{ status: 400, unique_id: 'v7', ...fault }]);
  const people = Array.from({ length: 20 }, (_unused, index) => `p${index}`);
  const { id } = (await collector.api<{ id: string }[]>('GET', '/destinations'))[0] ?? { id: '' };
  await collector.api('PATCH', `/destinations/${id}`, { status: 'PAUSED' });
  for (const [index, name] of people.entries()) {
    await collector.send({
      identity: { email: `${name}@example.com` },
      context: visitor(name),
      events: [view(`v${index}`)],
    });
  }
  await collector.api('PATCH', `/destinations/${id}`, { status: 'ACTIVE' });
  const failed = await collector.eventWhen('v7', every('failed'));
  expect(failed.deliveries[0]).toMatchObject({ reason: 'invalid_payload' });
  for (const index of people.keys()) if (index !== 7) await collector.eventWhen(`v${index}`, every('delivered'));
  expect(sandbox.events()).toHaveLength(19);
});
