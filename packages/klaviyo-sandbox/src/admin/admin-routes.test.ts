import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../start-sandbox.ts';
import { createClient } from '../testing/api-client.ts';
import { eventBody, named } from '../testing/bodies.ts';

async function setUp() {
  const sandbox = await startSandbox({ limits: false });
  onTestFinished(() => sandbox.close());
  return { sandbox, client: createClient(sandbox) };
}

test('the books answer as plain arrays, newest last', async () => {
  const { sandbox, client } = await setUp();
  await client.post('/api/events', eventBody({ unique_id: '1' }));
  await client.post('/api/events', eventBody({ unique_id: '2', email: 'grace@example.com' }));
  expect((await client.get('/_sandbox/events')).body).toEqual(sandbox.events());
  expect((await client.get('/_sandbox/profiles')).body).toEqual(sandbox.profiles());
  expect((await client.get('/_sandbox/requests')).body).toEqual(sandbox.requests());
  expect(sandbox.events().map((event) => event.unique_id)).toEqual(['1', '2']);
});

test('the books can be narrowed down', async () => {
  const { client } = await setUp();
  for (const unique_id of ['1', '2', '3'])
    await client.post('/api/events', eventBody({ ...named('Placed Order'), unique_id }));
  await client.post('/api/events', eventBody({ email: 'grace@example.com' }));
  const ids = async (query: string) =>
    JSON.stringify((await client.get(`/_sandbox/events?${query}`)).body).match(/(?<="unique_id":")[^"]+/g);
  expect(await ids('metric=Placed%20Order')).toEqual(['1', '2', '3']);
  expect(await ids('q=ADA&limit=2')).toEqual(['2', '3']);
  expect(await ids('unique_id=2&email=ada@example.com')).toEqual(['2']);
  expect((await client.get('/_sandbox/profiles?q=grace')).body).toHaveLength(1);
  expect((await client.get('/_sandbox/requests?limit=1')).body).toHaveLength(1);
  expect((await client.get('/_sandbox/events?colour=red')).status).toBe(400);
  expect((await client.get('/_sandbox/events?limit=all')).body).toMatchObject({
    detail: 'limit: expected a whole number from 0.',
  });
});

test('the summary counts events by metric, refused requests and dropped repeats', async () => {
  const { client } = await setUp();
  await client.post('/api/events', eventBody({ unique_id: '1' }));
  await client.post('/api/events', eventBody({ unique_id: '1' }));
  await client.post('/api/events', eventBody({ value: 'x' }));
  expect((await client.get('/_sandbox/summary')).body).toMatchObject({
    events: 1,
    profiles: 1,
    requests: 3,
    refused: 1,
    repeats: 1,
    metrics: expect.arrayContaining([
      expect.objectContaining({ name: 'Viewed Product', integration: 'API', count: 1 }),
    ]),
    faults: [],
  });
});

test('faults are set, shown with their counts and cleared over HTTP', async () => {
  const { client } = await setUp();
  expect((await client.post('/_sandbox/faults', [{ status: 503 }])).status).toBe(200);
  expect((await client.get('/api/accounts')).status).toBe(503);
  expect((await client.get('/_sandbox/faults')).body).toEqual([{ status: 503, applied: 1 }]);
  await client.post('/_sandbox/faults', []);
  expect((await client.get('/api/accounts')).status).toBe(200);
});

test('a bad list of faults is refused with what was expected', async () => {
  const { client } = await setUp();
  const reply = await client.post('/_sandbox/faults', [{ status: 'down' }]);
  expect(reply.status).toBe(400);
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  expect(reply.body).toMatchObject({ detail: 'faults[0].status: expected an integer from 400 to 599, got "down".' });
  expect((await client.post('/_sandbox/faults', '[{')).body).toMatchObject({ detail: 'Expected a JSON body.' });
});

test('keys and metrics can be set over HTTP', async () => {
  const { sandbox, client } = await setUp();
  const other = createClient(sandbox, { authorization: 'Klaviyo-API-Key pk_mine' });
  await client.post('/_sandbox/keys', { key: 'pk_mine', scopes: ['accounts:read'] });
  expect((await other.get('/api/accounts')).status).toBe(200);
  await client.post('/_sandbox/keys', { key: 'pk_mine', scopes: null });
  expect((await other.get('/api/accounts')).status).toBe(401);
  expect((await client.post('/_sandbox/keys', { key: 'pk_mine', scopes: ['all'] })).body).toMatchObject({
    detail: expect.stringContaining('accounts:read'),
  });
  await client.post('/_sandbox/metrics', { name: 'Placed Order', integration: 'Shopify' });
  expect(JSON.stringify((await client.get('/api/metrics')).body)).toContain('Shopify');
  expect((await client.post('/_sandbox/metrics', { name: '' })).status).toBe(400);
});

test('DELETE empties the books and puts keys, limits and faults back', async () => {
  const sandbox = await startSandbox({ now: () => 0 });
  onTestFinished(() => sandbox.close());
  const client = createClient(sandbox);
  await client.get('/api/accounts');
  await client.post('/api/events', eventBody());
  sandbox.setKey('pk_sandbox', null);
  sandbox.setFaults([{ status: 500 }]);
  expect((await client.delete('/_sandbox/')).status).toBe(204);
  expect((await client.delete('/_sandbox')).status).toBe(204);
  expect([sandbox.events(), sandbox.profiles(), sandbox.requests()]).toEqual([[], [], []]);
  expect((await client.get('/api/accounts')).status).toBe(200);
  expect((await client.post('/api/events', eventBody())).status).toBe(202);
  expect(sandbox.events()).toHaveLength(1);
});

test('the stream tells of a change at once', async () => {
  const { sandbox, client } = await setUp();
  const response = await fetch(`${sandbox.url}/_sandbox/stream`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  onTestFinished(async () => reader?.cancel());
  expect((await reader?.read())?.value).toContain('event: change');
  await client.post('/api/events', eventBody());
  expect((await reader?.read())?.value).toContain('event: change');
});
