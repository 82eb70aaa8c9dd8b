import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../start-sandbox.ts';
import { createClient, errorsOf, pointersOf } from '../testing/api-client.ts';
import { eventBody, named } from '../testing/bodies.ts';

const NOW = Date.UTC(2026, 10, 23, 10, 0, 0, 500);

async function setUp() {
  const sandbox = await startSandbox({ now: () => NOW });
  onTestFinished(() => sandbox.close());
  return { sandbox, client: createClient(sandbox) };
}

test('an event is recorded with its profile and answered with 202 and no body', async () => {
  const { sandbox, client } = await setUp();
  const reply = await client.post(
    '/api/events',
    eventBody({
      ...named('Placed Order'),
      email: ' Ada@Example.com ',
      time: '2026-11-23T09:59:58.900+00:00',
      value: 0,
      value_currency: 'EUR',
      unique_id: 'order-1',
      backfill: true,
      properties: { OrderId: '1', Items: [{ SKU: 'A' }] },
    }),
  );
  expect(reply.status).toBe(202);
  expect(reply.body).toBeUndefined();
  const [profile] = sandbox.profiles();
  const [request] = sandbox.requests();
  expect(profile).toMatchObject({ email: 'ada@example.com', last_event_date: '2026-11-23T09:59:58+00:00' });
  expect(sandbox.events()).toEqual([
    {
      id: expect.stringMatching(/^[0-9A-Z]{11}$/),
      received_at: NOW,
      request_id: request?.id,
      via: 'single',
      metric: 'Placed Order',
      unique_id: 'order-1',
      time: '2026-11-23T09:59:58+00:00',
      value: 0,
      value_currency: 'EUR',
      backfill: true,
      properties: { OrderId: '1', Items: [{ SKU: 'A' }] },
      profile_id: profile?.id,
      email: 'ada@example.com',
    },
  ]);
});

test('the path works with a trailing slash as well', async () => {
  const { sandbox, client } = await setUp();
  expect((await client.post('/api/events/', eventBody())).status).toBe(202);
  expect(sandbox.events()).toHaveLength(1);
});

test('a repeated unique_id of the same profile and metric is dropped in silence and counted', async () => {
  const { sandbox, client } = await setUp();
  const replies = [
    await client.post('/api/events', eventBody({ unique_id: 'x', value: 1 })),
    await client.post('/api/events', eventBody({ unique_id: 'x', value: 2 })),
    await client.post('/api/events', eventBody({ ...named('Added to Cart'), unique_id: 'x' })),
    await client.post('/api/events', eventBody({ email: 'grace@example.com', unique_id: 'x' })),
  ];
  expect(replies.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
  expect(sandbox.events().map(({ metric, email, value }) => [metric, email, value])).toEqual([
    ['Viewed Product', 'ada@example.com', 1],
    ['Added to Cart', 'ada@example.com', null],
    ['Viewed Product', 'grace@example.com', null],
  ]);
  expect(sandbox.requests().map(({ events, repeats }) => [events, repeats])).toEqual([
    [1, 0],
    [1, 1],
    [1, 0],
    [1, 0],
  ]);
});

test('without a unique_id the second of the event takes its place', async () => {
  const { sandbox, client } = await setUp();
  await client.post('/api/events', eventBody({ time: '2026-11-23T09:00:00.100Z' }));
  await client.post('/api/events', eventBody({ time: '2026-11-23T09:00:00.900Z' }));
  await client.post('/api/events', eventBody({ time: '2026-11-23T09:00:01Z' }));
  await client.post('/api/events', eventBody());
  expect(sandbox.events().map((event) => event.unique_id)).toEqual([
    String(Date.UTC(2026, 10, 23, 9, 0, 0) / 1000),
    String(Date.UTC(2026, 10, 23, 9, 0, 1) / 1000),
    String(Math.floor(NOW / 1000)),
  ]);
});

test('an event updates the profile with the attributes it carries and leaves the others', async () => {
  const { sandbox, client } = await setUp();
  const carry = (attributes: object) => ({ profile: { data: { type: 'profile', attributes } } });
  const first = {
    email: 'ada@example.com',
    first_name: 'Ada',
    last_name: 'L',
    properties: { utm_source: 'mail', a: 1 },
  };
  await client.post('/api/events', eventBody({ ...carry(first), unique_id: '1' }));
  const second = { email: 'ada@example.com', last_name: null, properties: { utm_source: 'ads' } };
  await client.post('/api/events', eventBody({ ...carry(second), unique_id: '2' }));
  expect(sandbox.profiles()).toHaveLength(1);
  expect(sandbox.profiles()[0]).toMatchObject({
    first_name: 'Ada',
    last_name: null,
    properties: { utm_source: 'ads', a: 1 },
  });
});

test('identifiers of two people go to the first of them and the other keeps the phone', async () => {
  const { sandbox, client } = await setUp();
  const carry = (attributes: object) => ({ profile: { data: { type: 'profile', attributes } } });
  await client.post('/api/events', eventBody({ ...carry({ phone_number: '+491511234567' }), unique_id: '1' }));
  await client.post('/api/events', eventBody({ unique_id: '2' }));
  const both = carry({ email: 'ada@example.com', phone_number: '+491511234567' });
  expect((await client.post('/api/events', eventBody({ ...both, unique_id: '3' }))).status).toBe(202);
  expect(sandbox.profiles().map(({ email, phone_number }) => [email, phone_number])).toEqual([
    [null, '+491511234567'],
    ['ada@example.com', null],
  ]);
  expect(sandbox.events().map(({ email }) => email)).toEqual([null, 'ada@example.com', 'ada@example.com']);
});

test('a _kx makes an anonymous profile that a later email completes', async () => {
  const { sandbox, client } = await setUp();
  const carry = (attributes: object) => ({ profile: { data: { type: 'profile', attributes } } });
  await client.post('/api/events', eventBody({ ...carry({ _kx: 'kx.1' }), unique_id: '1' }));
  await client.post('/api/events', eventBody({ ...carry({ _kx: 'kx.1', email: 'ada@example.com' }), unique_id: '2' }));
  expect(sandbox.profiles()).toHaveLength(1);
  expect(sandbox.profiles()[0]).toMatchObject({ email: 'ada@example.com', _kx: 'kx.1' });
});

test('an event that names only an unknown profile id is accepted, lost and counted as lost', async () => {
  const { sandbox, client } = await setUp();
  const stranger = { profile: { data: { type: 'profile', id: '01UNKNOWN', attributes: {} } } };
  expect((await client.post('/api/events', eventBody(stranger))).status).toBe(202);
  expect(sandbox.events()).toEqual([]);
  expect(sandbox.requests()[0]).toMatchObject({ events: 1, lost: 1 });
});

const nested = (levels: number): unknown => (levels === 0 ? 1 : { inner: nested(levels - 1) });
const profile = (attributes: object) => ({ profile: { data: { type: 'profile', attributes } } });

test.each([
  ['an unknown attribute', { colour: 'red' }, '/data/attributes/colour'],
  ['a value that is a string', { value: '29.98' }, '/data/attributes/value'],
  ['a currency that is none', { value_currency: 'eur' }, '/data/attributes/value_currency'],
  ['a time that is no ISO 8601', { time: '23.11.2026' }, '/data/attributes/time'],
  ['a time before 1990', { time: '1989-12-31T23:59:59Z' }, '/data/attributes/time'],
  ['a time more than a year ahead', { time: '2027-11-30T00:00:00Z' }, '/data/attributes/time'],
  ['a unique_id that is a number', { unique_id: 7 }, '/data/attributes/unique_id'],
  ['a backfill that is a string', { backfill: 'true' }, '/data/attributes/backfill'],
  ['missing properties', { properties: undefined }, '/data/attributes/properties'],
  ['properties that are a list', { properties: [] }, '/data/attributes/properties'],
  ['a missing metric', { metric: undefined }, '/data/attributes/metric'],
  ['an empty metric name', named(''), '/data/attributes/metric/data/attributes/name'],
  ['a metric name of 128 characters', named('m'.repeat(128)), '/data/attributes/metric/data/attributes/name'],
  ['a missing profile', { profile: undefined }, '/data/attributes/profile'],
  ['a profile without identifier', profile({ first_name: 'Ada' }), '/data/attributes/profile/data/attributes'],
  ['an email without domain', profile({ email: 'ada@' }), '/data/attributes/profile/data/attributes/email'],
  [
    'an empty email',
    profile({ email: '' }),
    ['', '/email'].map((end) => `/data/attributes/profile/data/attributes${end}`),
  ],
  [
    'a phone that is not E.164',
    profile({ email: 'ada@example.com', phone_number: '0151 123' }),
    '/data/attributes/profile/data/attributes/phone_number',
  ],
  [
    'an unknown profile attribute',
    profile({ email: 'ada@example.com', nickname: 'A' }),
    '/data/attributes/profile/data/attributes/nickname',
  ],
  [
    'a profile of more than 100 KB',
    profile({ email: 'ada@example.com', properties: { note: 'x'.repeat(100_001) } }),
    '/data/attributes/profile/data/attributes',
  ],
  [
    '401 properties',
    { properties: Object.fromEntries(Array.from({ length: 401 }, (_, index) => [`p${index}`, 1])) },
    '/data/attributes/properties',
  ],
  ['a string of more than 100 KB', { properties: { note: 'é'.repeat(50_001) } }, '/data/attributes/properties/note'],
  [
    'an array of 4,001',
    { properties: { list: Array.from({ length: 4_001 }, () => 0) } },
    '/data/attributes/properties/list',
  ],
  ['eleven levels', { properties: nested(11) }, `/data/attributes/properties${'/inner'.repeat(10)}`],
])('%s is refused with its pointer', async (_title, attributes, pointer) => {
  const { sandbox, client } = await setUp();
  const reply = await client.post('/api/events', eventBody(attributes));
  expect(reply.status).toBe(400);
  expect(new Set(pointersOf(reply))).toEqual(new Set([pointer].flat()));
  expect(sandbox.events()).toEqual([]);
  expect(sandbox.profiles()).toEqual([]);
});

test.each([
  ['400 properties', { properties: Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`p${index}`, 1])) }],
  ['a string of 100 KB', { properties: { note: 'x'.repeat(100_000) } }],
  ['an array of 4,000', { properties: { list: Array.from({ length: 4_000 }, () => 0) } }],
  ['ten levels', { properties: nested(10) }],
  ['a metric name of 127 characters', named('m'.repeat(127))],
  ['a time just under a year ahead', { time: '2027-11-23T00:00:00Z' }],
  [
    'nulls where Klaviyo takes them',
    { time: null, value: null, value_currency: null, unique_id: null, backfill: null },
  ],
])('%s is accepted', async (_title, attributes) => {
  const { client } = await setUp();
  expect((await client.post('/api/events', eventBody(attributes))).status).toBe(202);
});

test('all problems of a body are reported at once, in the shape of JSON:API', async () => {
  const { client } = await setUp();
  const reply = await client.post('/api/events', eventBody({ value: 'x', colour: 1 }));
  expect(errorsOf(reply)).toHaveLength(2);
  expect(errorsOf(reply)[0]).toEqual({
    id: expect.any(String),
    status: 400,
    code: 'invalid',
    title: 'Invalid input.',
    detail: "'colour' is not a valid field for the resource 'event'.",
    source: { pointer: '/data/attributes/colour' },
    links: {},
    meta: {},
  });
});

test.each([
  ['no document', [], ['']],
  ['no data', {}, ['/data']],
  ['the wrong type', { data: { ...eventBody().data, type: 'events' } }, ['/data/type']],
  ['no attributes', { data: { type: 'event' } }, ['/data/attributes']],
])('%s is refused', async (_title, body, pointers) => {
  const { client } = await setUp();
  const reply = await client.post('/api/events', body);
  expect(reply.status).toBe(400);
  expect(pointersOf(reply)).toEqual(pointers);
});
