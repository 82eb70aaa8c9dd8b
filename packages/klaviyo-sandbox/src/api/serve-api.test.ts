import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { SandboxOptions } from '../options.ts';
import { startSandbox } from '../start-sandbox.ts';
import { createClient, errorsOf, pointersOf } from '../testing/api-client.ts';
import { bulkBody, eventBody, profileBody } from '../testing/bodies.ts';

async function setUp(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return { sandbox, client: createClient(sandbox) };
}

const PATIENCE = { timeout: 10_000 };
const BULK = '/api/event-bulk-create-jobs';

test('a request is recorded with its body, its answer and four characters of its key', async () => {
  const { sandbox, client } = await setUp({ now: () => 1_700_000_000_000 });
  await client.post('/api/events?x=1', eventBody({ value: 'a' }));
  await client.post('/api/events', '{"broken');
  const [first, second] = sandbox.requests();
  expect(first).toEqual({
    id: expect.any(String),
    at: 1_700_000_000_000,
    method: 'POST',
    path: '/api/events?x=1',
    status: 400,
    latency_ms: expect.any(Number),
    key_hint: '…dbox',
    events: 1,
    repeats: 0,
    lost: 0,
    body: eventBody({ value: 'a' }),
    body_bytes: JSON.stringify(eventBody({ value: 'a' })).length,
    answer: { errors: [expect.objectContaining({ status: 400 })] },
    fault: null,
  });
  expect(second).toMatchObject({ body: '{"broken', status: 400 });
  expect(JSON.stringify(sandbox.requests())).not.toContain('pk_sandbox');
});

test('long bodies are kept up to 16 KB', async () => {
  const { sandbox, client } = await setUp();
  await client.post('/api/events', eventBody({ properties: { note: 'x'.repeat(50_000) } }));
  const [request] = sandbox.requests();
  expect(String(request?.body)).toHaveLength(16 * 1024 + 1);
  expect(request?.body_bytes).toBeGreaterThan(50_000);
});

test('every answer takes the configured latency', async () => {
  const { sandbox, client } = await setUp({ latencyMs: 40 });
  await client.post('/api/events', eventBody());
  expect(sandbox.requests()[0]?.latency_ms).toBeGreaterThanOrEqual(39);
});

test('a throttling fault answers 429 so many times and processes nothing', async () => {
  const { sandbox, client } = await setUp();
  sandbox.setFaults([{ endpoint: 'events', status: 429, retry_after: 7, times: 2 }]);
  const first = await client.post('/api/events', eventBody());
  expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
  expect(errorsOf(first)[0]?.detail).toBe('Request was throttled. Expected available in 7 seconds.');
  expect((await client.post('/api/profile-import', profileBody({ email: 'ada@example.com' }))).status).toBe(201);
  expect((await client.post('/api/events', eventBody())).status).toBe(429);
  expect(sandbox.events()).toEqual([]);
  expect((await client.post('/api/events', eventBody())).status).toBe(202);
  expect(sandbox.requests().map(({ fault }) => fault)).toEqual(['status 429', null, 'status 429', null]);
});

test('an HTML challenge stands for a 403 of the CDN', async () => {
  const { sandbox } = await setUp();
  sandbox.setFaults([{ status: 403, body: 'html' }]);
  const response = await fetch(`${sandbox.url}/api/accounts`);
  expect(response.status).toBe(403);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(await response.text()).toContain('<!DOCTYPE html>');
});

test.each([
  ['empty', ''],
  ['wrong-json', '{"message":"unexpected"}'],
  ['broken-json', '{"errors":[{"id":'],
] as const)('the body %s replaces that of a processed request', async (body, text) => {
  const { sandbox } = await setUp();
  sandbox.setFaults([{ endpoint: 'profile-import', body }]);
  const response = await fetch(`${sandbox.url}/api/profile-import`, {
    method: 'POST',
    headers: {
      authorization: 'Klaviyo-API-Key pk_sandbox',
      revision: '2026-07-15',
      'content-type': 'application/json',
    },
    body: JSON.stringify(profileBody({ email: 'ada@example.com' })),
  });
  expect([response.status, await response.text()]).toEqual([201, text]);
  expect(sandbox.profiles()).toHaveLength(1);
});

test('a conflict can come without its meta', async () => {
  const { sandbox, client } = await setUp();
  await client.post('/api/profile-import', profileBody({ email: 'ada@example.com' }));
  sandbox.setFaults([{ endpoint: 'profiles', body: 'no-meta' }]);
  const reply = await client.post('/api/profiles', profileBody({ email: 'ada@example.com' }));
  expect([reply.status, errorsOf(reply)[0]?.code, errorsOf(reply)[0]?.meta]).toEqual([
    409,
    'duplicate_profile',
    undefined,
  ]);
});

test('a conflict on demand names the profile that has the email', async () => {
  const { sandbox, client } = await setUp();
  await client.post('/api/profile-import', profileBody({ email: 'ada@example.com' }));
  sandbox.setFaults([{ endpoint: 'profile-import', status: 409 }]);
  const reply = await client.post('/api/profile-import', profileBody({ email: 'ADA@example.com' }));
  expect(errorsOf(reply)[0]?.meta).toEqual({ duplicate_profile_id: sandbox.profiles()[0]?.id });
});

test('a poisoned entry of a bulk request is refused with its pointer or without', async () => {
  const { sandbox, client } = await setUp();
  const bulk = bulkBody([
    { profile: { email: 'ada@example.com' }, events: [{ unique_id: '1' }] },
    { profile: { email: 'grace@example.com' }, events: [{ unique_id: '2' }, { unique_id: '3' }] },
  ]);
  const entry = '/data/attributes/events-bulk-create/data/1/attributes';
  sandbox.setFaults([{ unique_id: '3' }]);
  expect(pointersOf(await client.post(BULK, bulk))).toEqual([`${entry}/events/data/1/attributes/unique_id`]);
  sandbox.setFaults([{ email: 'Grace@example.com' }]);
  expect(pointersOf(await client.post(BULK, bulk))).toEqual([`${entry}/profile/data/attributes/email`]);
  sandbox.setFaults([{ unique_id: '3', body: 'no-source' }]);
  const blind = await client.post(BULK, bulk);
  expect([blind.status, pointersOf(blind)]).toEqual([400, [undefined]]);
  sandbox.setFaults([{ unique_id: '4' }]);
  expect((await client.post(BULK, bulk)).status).toBe(202);
});

test('a poisoned event is refused alone', async () => {
  const { sandbox, client } = await setUp();
  sandbox.setFaults([{ unique_id: 'bad' }, { email: 'grace@example.com' }]);
  expect(pointersOf(await client.post('/api/events', eventBody({ unique_id: 'bad' })))).toEqual([
    '/data/attributes/unique_id',
  ]);
  expect(pointersOf(await client.post('/api/events', eventBody({ email: 'grace@example.com' })))).toEqual([
    '/data/attributes/profile/data/attributes/email',
  ]);
  expect((await client.post('/api/events', eventBody({ unique_id: 'good' }))).status).toBe(202);
});

test('a connection that breaks before processing leaves nothing in the books, one that breaks after leaves the event', async () => {
  const { sandbox, client } = await setUp();
  sandbox.setFaults([{ action: 'reset-before', times: 1 }, { action: 'reset-after' }]);
  await expect(client.post('/api/events', eventBody({ unique_id: '1' }))).rejects.toThrow('fetch failed');
  expect(sandbox.events()).toEqual([]);
  await expect(client.post('/api/events', eventBody({ unique_id: '2' }))).rejects.toThrow('fetch failed');
  expect(sandbox.events().map((event) => event.unique_id)).toEqual(['2']);
  expect(sandbox.requests().map(({ status, fault }) => [status, fault])).toEqual([
    [null, 'reset-before'],
    [null, 'reset-after'],
  ]);
});

test('a hanging request gets no answer, and is processed only when it hangs after', async () => {
  const { sandbox } = await setUp();
  sandbox.setFaults([{ action: 'hang', times: 1 }, { action: 'hang-after' }]);
  for (const [index, uniqueId] of ['1', '2'].entries()) {
    const patience = new AbortController();
    const answer = fetch(`${sandbox.url}/api/events`, {
      method: 'POST',
      headers: {
        authorization: 'Klaviyo-API-Key pk_sandbox',
        revision: '2026-07-15',
        'content-type': 'application/json',
      },
      body: JSON.stringify(eventBody({ unique_id: uniqueId })),
      signal: patience.signal,
    });
    const outcome = answer.then(
      () => 'answered',
      () => 'given up',
    );
    await expect.poll(() => sandbox.requests()[index]?.fault, PATIENCE).toContain('hang');
    patience.abort();
    expect(await outcome).toBe('given up');
  }
  expect(sandbox.events().map((event) => event.unique_id)).toEqual(['2']);
  expect(sandbox.requests().map(({ status }) => status)).toEqual([null, null]);
});

test('a sandbox with a hanging request can be closed', async () => {
  const sandbox = await startSandbox();
  sandbox.setFaults([{ action: 'hang' }]);
  const socket = connect(sandbox.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.write('GET /api/accounts HTTP/1.1\r\nhost: sandbox\r\n\r\n');
  await expect.poll(() => sandbox.requests(), PATIENCE).toHaveLength(1);
  const ended = once(socket, 'close');
  await sandbox.close();
  await ended;
});

test('a client that goes away in the middle of its body does no harm', async () => {
  const { sandbox, client } = await setUp();
  const socket = connect(sandbox.port, '127.0.0.1');
  socket.write('POST /api/events HTTP/1.1\r\nhost: sandbox\r\ncontent-length: 100\r\n\r\n{');
  await expect.poll(() => sandbox.requests(), PATIENCE).toHaveLength(1);
  socket.destroy();
  expect((await client.post('/api/events', eventBody())).status).toBe(202);
  expect(sandbox.requests()[0]).toMatchObject({ status: null, body: null });
});

test('a delayed request is processed late', async () => {
  const { sandbox, client } = await setUp();
  sandbox.setFaults([{ action: 'delay', delay_ms: 60 }]);
  expect((await client.post('/api/events', eventBody())).status).toBe(202);
  expect(sandbox.requests()[0]?.latency_ms).toBeGreaterThanOrEqual(59);
});
