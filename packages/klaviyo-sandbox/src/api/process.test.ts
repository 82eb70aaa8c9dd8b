import { expect, onTestFinished, test } from 'vitest';
import type { SandboxOptions } from '../options.ts';
import { startSandbox } from '../start-sandbox.ts';
import { createClient, errorsOf } from '../testing/api-client.ts';
import { eventBody, profileBody } from '../testing/bodies.ts';

async function setUp(options: SandboxOptions = {}) {
  const clock = { now: Date.UTC(2026, 10, 23, 10, 0, 0) };
  const sandbox = await startSandbox({ now: () => clock.now, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, clock, client: createClient(sandbox) };
}

test('a missing, malformed or unknown key is answered with 401', async () => {
  const { sandbox } = await setUp();
  for (const [authorization, code] of [
    [undefined, 'not_authenticated'],
    ['Bearer pk_sandbox', 'not_authenticated'],
    ['Klaviyo-API-Key pk_other', 'authentication_failed'],
  ]) {
    const reply = await createClient(sandbox, { authorization }).get('/api/accounts');
    expect(reply.status).toBe(401);
    expect(errorsOf(reply)[0]).toMatchObject({ status: 401, code });
  }
});

test.each([
  ['pk_sandbox', [200, 200, 200, 202, 201]],
  ['pk_sandbox_no_accounts', [403, 403, 200, 202, 201]],
  ['pk_sandbox_no_metrics', [200, 403, 200, 202, 201]],
  ['pk_sandbox_read_only', [200, 200, 200, 403, 403]],
])('the key %s reaches what its scopes allow', async (key, statuses) => {
  const { sandbox } = await setUp();
  const client = createClient(sandbox, { authorization: `Klaviyo-API-Key ${key}` });
  const replies = [
    await client.get('/api/accounts'),
    await client.get('/api/metrics'),
    await client.get('/api/profiles'),
    await client.post('/api/events', eventBody()),
    await client.post('/api/profile-import', profileBody({ email: 'grace@example.com' })),
  ];
  expect(replies.map(({ status }) => status)).toEqual(statuses);
  for (const reply of replies) if (reply.status === 403) expect(errorsOf(reply)[0]?.code).toBe('permission_denied');
});

test('a key can be made, limited and revoked while the sandbox runs', async () => {
  const { sandbox, clock } = await setUp();
  const client = createClient(sandbox, { authorization: 'Klaviyo-API-Key pk_new' });
  const statuses: number[] = [];
  const ask = async () => {
    clock.now += 1_000;
    statuses.push((await client.get('/api/accounts')).status);
  };
  await ask();
  sandbox.setKey('pk_new', ['accounts:read']);
  await ask();
  sandbox.setKey('pk_new', ['events:write']);
  await ask();
  sandbox.setKey('pk_new', null);
  await ask();
  expect(statuses).toEqual([401, 200, 403, 401]);
});

test('a request without a proper revision is refused', async () => {
  const { sandbox } = await setUp();
  for (const revision of [undefined, 'latest']) {
    const reply = await createClient(sandbox, { revision }).post('/api/events', eventBody());
    expect(reply.status).toBe(400);
    expect(errorsOf(reply)[0]?.source).toEqual({ header: 'revision' });
  }
});

test('bodies are JSON:API or JSON, and nothing else', async () => {
  const { sandbox } = await setUp();
  const status = async (type: string, body: unknown) =>
    (await createClient(sandbox, { 'content-type': type }).post('/api/events', body)).status;
  expect(await status('application/json; charset=utf-8', eventBody())).toBe(202);
  expect(await status('text/plain', eventBody())).toBe(415);
  expect(await status('application/json', '{"data":')).toBe(400);
  expect(await status('application/json', '')).toBe(400);
});

test('unknown paths are answered with 404 and wrong methods with 405', async () => {
  const { client } = await setUp();
  expect((await client.get('/api/campaigns')).status).toBe(404);
  expect((await client.get('/api/profiles/1/lists')).status).toBe(404);
  const reply = await client.get('/api/profile-import');
  expect(reply.status).toBe(405);
  expect(errorsOf(reply)[0]?.code).toBe('method_not_allowed');
});

test('the burst of an endpoint ends with its second', async () => {
  const { client, clock } = await setUp();
  expect((await client.get('/api/accounts')).status).toBe(200);
  const refused = await client.get('/api/accounts');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.headers.get('ratelimit-remaining')).toBeNull();
  expect(errorsOf(refused)[0]).toMatchObject({
    code: 'throttled',
    detail: 'Request was throttled. Expected available in 1 second.',
  });
  expect((await client.get('/api/metrics')).status).toBe(200);
  clock.now += 1_000;
  expect((await client.get('/api/accounts')).status).toBe(200);
});

test('the minute of an endpoint is shared by all keys and told in the headers', async () => {
  const { sandbox, client, clock } = await setUp();
  const other = createClient(sandbox, { authorization: 'Klaviyo-API-Key pk_sandbox_no_metrics' });
  const windows: (string | null)[] = [];
  for (let request = 0; request < 15; request += 1) {
    const { headers } = await (request % 2 ? other : client).get('/api/accounts');
    windows.push(headers.get('ratelimit-remaining'));
    if (request === 0) expect([headers.get('ratelimit-limit'), headers.get('ratelimit-reset')]).toEqual(['15', '60']);
    clock.now += 1_000;
  }
  expect(windows).toEqual(Array.from({ length: 15 }, (_, index) => String(14 - index)));
  const refused = await client.get('/api/accounts');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('45');
  clock.now += 45_000;
  expect((await other.get('/api/accounts')).status).toBe(200);
});

test('bulk requests have their own ten a second', async () => {
  const { client } = await setUp();
  const statuses: number[] = [];
  for (let request = 0; request < 11; request += 1) {
    statuses.push((await client.post('/api/event-bulk-create-jobs', {})).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429]);
  expect((await client.post('/api/events', eventBody())).status).toBe(202);
});

test('limits can be switched off or replaced', async () => {
  const { client } = await setUp({ limits: false });
  for (let request = 0; request < 20; request += 1) expect((await client.get('/api/accounts')).status).toBe(200);
  const own = await setUp({ limits: { 'POST events': { perMinute: 1 } } });
  expect((await own.client.post('/api/events', eventBody())).status).toBe(202);
  own.clock.now += 1_000;
  expect((await own.client.post('/api/events', eventBody())).headers.get('retry-after')).toBe('59');
});

test('the account is named, has a currency and a time zone, and is marked as a test account', async () => {
  const { client } = await setUp();
  expect((await client.get('/api/accounts/')).body).toMatchObject({
    data: [
      {
        type: 'account',
        id: 'SANDBX',
        attributes: {
          test_account: true,
          contact_information: { organization_name: 'Sandbox Outfitters' },
          preferred_currency: 'EUR',
          timezone: 'Europe/Berlin',
        },
      },
    ],
  });
});

test('metrics carry their integration, and those of a shop platform stay apart from those of the API', async () => {
  const { sandbox, client } = await setUp();
  sandbox.addMetric('Placed Order', 'Shopify');
  await client.post(
    '/api/events',
    eventBody({ metric: { data: { type: 'metric', attributes: { name: 'Placed Order' } } } }),
  );
  const orders = await client.get(
    `/api/metrics?filter=${encodeURIComponent('equals(integration.category,"eCommerce")')}`,
  );
  expect(orders.body).toMatchObject({
    data: [
      { type: 'metric', attributes: { name: 'Placed Order', integration: { object: 'integration', name: 'Shopify' } } },
    ],
  });
  const own = await client.get(`/api/metrics/?filter=${encodeURIComponent("equals(integration.name,'API')")}`);
  expect(own.body).toMatchObject({ data: [{ attributes: { name: 'Placed Order', integration: { name: 'API' } } }] });
  expect((await client.get('/api/metrics?page[size]=10')).status).toBe(400);
  expect((await client.get('/api/metrics?filter=equals(name,"x")')).status).toBe(400);
});

test('metrics come 200 a page', async () => {
  const { sandbox, client } = await setUp();
  for (let number = 0; number < 300; number += 1) sandbox.addMetric(`Metric ${number}`, 'Shopify');
  const names = new Set<unknown>();
  let path: string | undefined = '/api/metrics';
  let pages = 0;
  while (path) {
    const text: string = JSON.stringify((await client.get(path)).body);
    for (const [, name] of text.matchAll(/"name":"(Metric \d+)"/g)) names.add(name);
    path = /"next":"([^"]+)"/.exec(text)?.[1]?.slice(sandbox.url.length);
    pages += 1;
  }
  expect([pages, names.size]).toEqual([2, 300]);
});
