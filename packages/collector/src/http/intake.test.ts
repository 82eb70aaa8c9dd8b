import { expect, onTestFinished, test } from 'vitest';
import { ADMIN_TOKEN, ORIGIN, SITE_KEY, startTestCollector, type TestCollector } from '../testing/test-collector.ts';

async function setUp(environment: Record<string, string> = {}): Promise<TestCollector> {
  const collector = await startTestCollector({ environment });
  onTestFinished(() => collector.remove());
  return collector;
}

const batch = (fields: object = {}) => ({
  key: SITE_KEY,
  context: { visitor_id: 'visitor-jo', session_id: 'session-jo', session_count: 2 },
  events: [{ id: 'v1', name: 'ViewContent', properties: { product_id: 'mug' } }],
  ...fields,
});

interface Sending {
  body?: string | ReadableStream<Uint8Array>;
  headers?: Record<string, string>;
  method?: string;
}

const send = (
  collector: TestCollector,
  { body = JSON.stringify(batch()), headers = {}, method = 'POST' }: Sending = {},
) =>
  fetch(`${collector.url}/v1/e`, {
    method,
    headers: { origin: ORIGIN, 'content-type': 'text/plain', ...headers },
    ...(method === 'POST' ? { body, duplex: 'half' } : {}),
  });

async function expectProblem(response: Response, status: number): Promise<{ title: string; detail?: string }> {
  const problem = (await response.json()) as { title: string; status: number; detail?: string };
  expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
    status,
    type: 'application/problem+json',
  });
  expect(problem).toMatchObject({ status, title: expect.any(String) });
  return problem;
}

const stored = async (collector: TestCollector): Promise<string[]> =>
  (await collector.api<{ events: { id: string }[] }>('GET', '/log')).events.map((event) => event.id);

/** A body without a content-length, in pieces. */
function inPieces(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull: (controller) => {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + 8_192));
      at += 8_192;
    },
  });
}

const padded = (bytes: number): string => {
  const empty = JSON.stringify(batch({ events: [{ id: 'v1', name: 'ViewContent', properties: { note: '' } }] }));
  return empty.replace('"note":""', `"note":"${'x'.repeat(bytes - empty.length)}"`);
};

test.each(['text/plain', 'text/plain;charset=UTF-8', 'application/json'])(
  'a batch sent as %s is stored and answered with 202',
  async (type) => {
    const collector = await setUp();
    const response = await send(collector, { headers: { 'content-type': type } });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ accepted: 1, rejected: [] });
    expect(await stored(collector)).toEqual(['v1']);
  },
);

test('a batch that comes in pieces and without a length is taken as well', async () => {
  const collector = await setUp();
  expect((await send(collector, { body: inPieces(padded(60_000)) })).status).toBe(202);
});

test('an id that is known counts as accepted and is stored once', async () => {
  const collector = await setUp();
  const first = await send(collector);
  const again = await send(collector, {
    body: JSON.stringify(batch({ events: [...batch().events, ...batch().events] })),
  });
  expect([await first.json(), await again.json()]).toEqual([
    { accepted: 1, rejected: [] },
    { accepted: 2, rejected: [] },
  ]);
  expect(await stored(collector)).toEqual(['v1']);
});

test('bad events are rejected by themselves, with the reason, and cost the others nothing', async () => {
  const collector = await setUp();
  const events = [
    { id: 'good', name: 'ViewContent' },
    { name: 'ViewContent' },
    { id: 'late', name: 'ViewContent', time: 'yesterday' },
    { id: 'worth', name: 'Purchase', properties: { value: '1.234,50' } },
    'nonsense',
    { id: 'good-too', name: 'AddToCart' },
  ];
  const response = await send(collector, { body: JSON.stringify(batch({ events })) });
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({
    accepted: 2,
    rejected: [
      { index: 1, id: null, reason: expect.stringContaining('id: expected a string') },
      { index: 2, id: 'late', reason: expect.stringContaining('time: expected ISO 8601') },
      { index: 3, id: 'worth', reason: expect.stringContaining('value') },
      { index: 4, id: null, reason: 'expected an object with id and name' },
    ],
  });
  expect((await stored(collector)).toSorted()).toEqual(['good', 'good-too']);
});

test.each([
  ['no JSON', '{"key":'],
  ['an empty body', ''],
  ['a list', '[]'],
  ['no events', JSON.stringify({ key: SITE_KEY })],
  ['too many events', JSON.stringify(batch({ events: Array.from({ length: 501 }, () => 0) }))],
])('%s is no batch: 400, and what was expected', async (_, body) => {
  const collector = await setUp();
  const problem = await expectProblem(await send(collector, { body }), 400);
  expect(problem.detail).toEqual(expect.any(String));
  expect(await stored(collector)).toEqual([]);
});

test.each([
  ['an unknown key', batch({ key: 'pk_unknown' }), {}],
  ['no key', batch({ key: undefined }), {}],
  ['an unknown server key', batch(), { authorization: 'Bearer sk_unknown' }],
  ["the admin's token", batch(), { authorization: `Bearer ${ADMIN_TOKEN}` }],
])('a batch with %s is refused with 401', async (_, body, headers: Record<string, string>) => {
  const collector = await setUp();
  await expectProblem(await send(collector, { body: JSON.stringify(body), headers }), 401);
  expect(await stored(collector)).toEqual([]);
});

test('a page of another origin is refused with 403, and the answer says which origin to allow', async () => {
  const collector = await setUp();
  const problem = await expectProblem(await send(collector, { headers: { origin: 'https://evil.test' } }), 403);
  expect(problem.detail).toContain('https://evil.test');
  expect(await stored(collector)).toEqual([]);
});

test('a site without origins takes events from any page', async () => {
  const collector = await setUp({ SITE_ORIGINS: '' });
  expect((await send(collector, { headers: { origin: 'https://any.test' } })).status).toBe(202);
});

test.each([
  ['announced by its length', (text: string) => text],
  ['without a length', inPieces],
])('a browser may send 64 KiB and no byte more, %s', async (_, toBody) => {
  const collector = await setUp();
  expect((await send(collector, { body: toBody(padded(65_536)) })).status).toBe(202);
  await expectProblem(await send(collector, { body: toBody(padded(65_537)) }), 413);
  await expectProblem(await send(collector, { body: toBody(padded(3_000_000)) }), 413);
  expect((await send(collector)).status).toBe(202);
});

test('a backend with the server key sends up to 1 MiB from anywhere, and without the public key', async () => {
  const collector = await setUp();
  const { server_key } = await collector.api<{ server_key: string }>('POST', '/sites', {
    name: 'Second',
    origins: [ORIGIN],
  });
  const headers = { authorization: `Bearer ${server_key}`, origin: 'https://backend.test' };
  const body = JSON.stringify(batch({ key: undefined }));
  expect((await send(collector, { headers, body })).status).toBe(202);
  const note = 'x'.repeat(2_500);
  const events = Array.from({ length: 400 }, (_, index) => ({
    id: `n${index}`,
    name: 'ViewContent',
    properties: { note },
  }));
  const large = JSON.stringify({ events });
  expect(large.length).toBeGreaterThan(1_000_000);
  expect(await (await send(collector, { headers, body: large })).json()).toEqual({ accepted: 400, rejected: [] });
  await expectProblem(await send(collector, { headers, body: padded(1_048_577) }), 413);
  const log = await collector.api<{ events: { id: string; source: string }[] }>('GET', '/log?limit=1');
  expect(log.events).toMatchObject([{ id: 'n399', source: 'server' }]);
});

test('a preflight is answered without a body, for the origin that asked', async () => {
  const collector = await setUp();
  const response = await send(collector, { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } });
  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': expect.stringContaining('POST'),
    'access-control-allow-headers': expect.stringContaining('content-type'),
    vary: expect.stringContaining('Origin'),
  });
});

test.each([
  ['taken', batch()],
  ['refused', batch({ key: 'pk_unknown' })],
  ['broken', null],
])('the page may read the answer to a batch that is %s', async (_, body) => {
  const collector = await setUp();
  const response = await send(collector, { body: JSON.stringify(body) });
  expect(response.headers.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
});

test('a page on the site of the collector gets the cookie that keeps its visitor', async () => {
  const collector = await setUp({ PUBLIC_URL: 'https://t.shop.test' });
  const [cookie] = (await send(collector)).headers.getSetCookie();
  expect(cookie).toMatch(
    /^_scout=visitor-jo\.2\.session-jo\.\d{10}; Path=\/; Max-Age=34560000; SameSite=Lax; Domain=shop\.test$/,
  );
});

test.each(['denied', 'pending'])('no cookie is set while consent is %s', async (consent) => {
  const collector = await setUp({ PUBLIC_URL: 'https://t.shop.test' });
  const context = { ...batch().context, consent };
  const response = await send(collector, { body: JSON.stringify(batch({ context })) });
  expect(response.status).toBe(202);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test('no cookie is set for a page of another site, nor for a backend', async () => {
  const collector = await setUp({ PUBLIC_URL: 'https://t.other.example' });
  expect((await send(collector)).headers.getSetCookie()).toEqual([]);
});

test('the process is alive and its store takes writes', async () => {
  const collector = await setUp();
  const [alive, ready] = await Promise.all([fetch(`${collector.url}/healthz`), fetch(`${collector.url}/readyz`)]);
  expect([alive.status, ready.status]).toEqual([200, 200]);
});

test('an address that does not exist is a 404 in the same form', async () => {
  const collector = await setUp();
  const problem = await expectProblem(await fetch(`${collector.url}/nothing/here`), 404);
  expect(problem.title).toBe('There is nothing at this address');
});
