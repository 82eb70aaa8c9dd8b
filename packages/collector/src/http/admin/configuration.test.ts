import { expect, onTestFinished, test } from 'vitest';
import { connectShop, posts, view, visitor } from '../../testing/connected-shop.ts';
import { ADMIN_TOKEN, every, startTestCollector, type TestCollector } from '../../testing/test-collector.ts';

const call = async (
  collector: TestCollector,
  request: { method: string; path: string; body?: unknown },
): Promise<{ status: number; text: string; body: Record<string, unknown> }> => {
  const { method, path, body } = request;
  const response = await fetch(`${collector.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
};

async function setUp() {
  const collector = await startTestCollector({});
  onTestFinished(() => collector.remove());
  return collector;
}

test('a site is made with its keys, changed and removed; its server key is shown once', async () => {
  const collector = await setUp();
  const made = await call(collector, {
    method: 'POST',
    path: '/sites',
    body: { name: 'Second', origins: ['https://shop.example/'], currency: 'eur', country: 'de' },
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      name: 'Second',
      public_key: expect.stringMatching(/^pk_[\w-]{20,}$/),
      server_key: expect.stringMatching(/^sk_[\w-]{20,}$/),
      origins: ['https://shop.example'],
      currency: 'EUR',
      country: 'DE',
    },
  });
  const list = await call(collector, { method: 'GET', path: '/sites' });
  expect(list.text).not.toContain('sk_');
  expect(list.text).not.toContain('server_key_hash');
  const path = `/sites/${String(made.body['id'])}`;
  const changed = await call(collector, { method: 'PATCH', path, body: { currency: null, rotate_server_key: true } });
  expect(changed).toMatchObject({ status: 200, body: { name: 'Second', currency: null } });
  expect(changed.body['server_key']).not.toBe(made.body['server_key']);
  expect((await call(collector, { method: 'DELETE', path })).status).toBe(204);
  expect((await call(collector, { method: 'PATCH', path, body: {} })).status).toBe(404);
});

test('every mistake in a request is named at once', async () => {
  const collector = await setUp();
  const { status, body } = await call(collector, {
    method: 'POST',
    path: '/sites',
    body: { name: '', origins: ['shop.example'], currency: 'EURO', country: 'Germany' },
  });
  expect(status).toBe(400);
  const fields = (body['errors'] as { field: string }[]).map((error) => error.field);
  expect(fields).toEqual(['name', 'origins.0', 'currency', 'country']);
  expect(body['detail']).toContain('expected an origin such as https://shop.example.com');
});

test.each(['{"name":', '[]', '"text"'])('the body %s is refused with 400', async (body) => {
  const collector = await setUp();
  expect((await call(collector, { method: 'POST', path: '/sites', body })).status).toBe(400);
});

test('a destination is made once its key was checked: 201 with the account, and the rules it starts with', async () => {
  const { collector } = await connectShop();
  const made = await call(collector, {
    method: 'POST',
    path: '/destinations',
    body: { type: 'klaviyo', private_key: 'pk_sandbox', requests_per_second: 3 },
  });
  expect(made).toMatchObject({
    status: 201,
    body: {
      type: 'klaviyo',
      status: 'ACTIVE',
      key_hint: '…dbox',
      requests_per_second: 3,
      account: { id: expect.any(String), name: expect.any(String), currency: expect.any(String) },
    },
  });
  const rules = await collector.api<{ event: string; metric: string; enabled: boolean }[]>(
    'GET',
    `/rules?destination_id=${String(made.body['id'])}`,
  );
  expect(rules.filter((rule) => rule.enabled).map((rule) => rule.event)).toEqual(
    expect.arrayContaining(['ViewContent', 'AddToCart', 'InitiateCheckout', 'Purchase']),
  );
});

test('a key that Klaviyo refuses is a 422 with the reason, a Klaviyo that is silent a 503; neither stores anything', async () => {
  const { sandbox, collector } = await connectShop();
  const make = (private_key: string) =>
    call(collector, { method: 'POST', path: '/destinations', body: { type: 'klaviyo', private_key } });
  const refused = await make('pk_of_nobody');
  expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining('401') } });
  sandbox.setFaults([{ status: 503 }]);
  expect(await make('pk_sandbox')).toMatchObject({
    status: 503,
    body: { detail: expect.stringContaining('did not answer') },
  });
  expect(await collector.api('GET', '/destinations')).toHaveLength(1);
});

test.each([
  [{ type: 'mailchimp', private_key: 'pk_sandbox' }, 'type'],
  [{ type: 'klaviyo' }, 'private_key'],
  [{ type: 'klaviyo', private_key: 'pk_sandbox', requests_per_second: 0 }, 'requests_per_second'],
  [{ type: 'klaviyo', private_key: 'pk_sandbox', site_id: 'nobody' }, 'site_id'],
])('the destination %j is refused with 400 and names %s', async (body, field) => {
  const { collector } = await connectShop();
  const answer = await call(collector, { method: 'POST', path: '/destinations', body });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(field);
});

test('a destination is paused, resumed, changed and removed', async () => {
  const { collector, destinationId } = await connectShop();
  const path = `/destinations/${destinationId}`;
  const patch = (body: object) => call(collector, { method: 'PATCH', path, body });
  expect((await patch({ status: 'PAUSED', hold_days: 3 })).body).toMatchObject({ status: 'PAUSED', hold_days: 3 });
  expect((await patch({ status: 'ACTIVE', backfill_after_hours: 2 })).body).toMatchObject({
    status: 'ACTIVE',
    hold_days: 3,
    backfill_after_hours: 2,
  });
  expect((await patch({ backfill_after_hours: null })).body).not.toHaveProperty('backfill_after_hours');
  expect(await patch({ status: 'ERROR' })).toMatchObject({ status: 400 });
  expect(await patch({ private_key: 'pk_of_nobody' })).toMatchObject({ status: 422 });
  expect((await call(collector, { method: 'DELETE', path })).status).toBe(204);
  expect(await collector.api('GET', '/destinations')).toEqual([]);
  expect(await collector.api('GET', '/rules')).toEqual([]);
});

test('the private key comes back in no answer, whatever is asked', async () => {
  const { collector, sandbox, destinationId } = await connectShop({ privateKey: 'pk_a_very_secret_key' });
  sandbox.setKey('pk_a_very_secret_key', [
    'accounts:read',
    'events:read',
    'events:write',
    'metrics:read',
    'profiles:read',
    'profiles:write',
  ]);
  await collector.api('PATCH', `/destinations/${destinationId}`, { private_key: 'pk_a_very_secret_key' });
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  const { paths } = await collector.api<{ paths: Record<string, object> }>('GET', '/openapi.json');
  const asked = Object.entries(paths)
    .filter(([path, methods]) => 'get' in methods && path !== '/api/log/stream')
    .map(([path]) => path.replace('/api', '').replace('{id}', 'v1'));
  expect(asked).toContain('/log/v1');
  for (const path of asked) {
    const { text } = await call(collector, { method: 'GET', path });
    expect(text).not.toContain('pk_a_very_secret_key');
    expect(text).not.toContain('sealed');
  }
  const changed = await call(collector, {
    method: 'PATCH',
    path: `/destinations/${destinationId}`,
    body: { private_key: 'pk_a_very_secret_key' },
  });
  expect([changed.status, changed.body['key_hint']]).toEqual([200, '…_key']);
  expect(changed.text).not.toContain('pk_a_very_secret_key');
});

test('a rule is made, changed and removed, and its event takes any of its spellings', async () => {
  const { collector, destinationId } = await connectShop();
  const made = await call(collector, {
    method: 'POST',
    path: '/rules',
    body: {
      destination_id: destinationId,
      event: 'order_completed',
      metric: 'Big Order',
      conditions: { min_value: 100 },
    },
  });
  expect(made).toMatchObject({
    status: 201,
    body: { event: 'Purchase', metric: 'Big Order', enabled: true, conditions: { min_value: 100 } },
  });
  const path = `/rules/${String(made.body['id'])}`;
  const changed = await call(collector, { method: 'PATCH', path, body: { enabled: false, metric: null } });
  expect(changed.body).toMatchObject({ enabled: false, metric: 'Placed Order', conditions: { min_value: 100 } });
  expect((await call(collector, { method: 'DELETE', path })).status).toBe(204);
  expect((await call(collector, { method: 'DELETE', path })).status).toBe(404);
});

test.each([
  [{ destination_id: 'nobody', event: 'Purchase' }, 'destination_id'],
  [{ destination_id: 'OWN' }, 'event'],
  [{ destination_id: 'OWN', event: 'Purchase', metric: 'x'.repeat(128) }, 'metric'],
  [{ destination_id: 'OWN', event: 'Purchase', conditions: { min_valeu: 3 } }, 'min_valeu'],
  [{ destination_id: 'OWN', event: 'Purchase', conditions: { page_path: ['products'] } }, 'page_path'],
])('the rule %j is refused with 400 and names %s', async (body, field) => {
  const { collector, destinationId } = await connectShop();
  const own = body.destination_id === 'OWN' ? { ...body, destination_id: destinationId } : body;
  const answer = await call(collector, { method: 'POST', path: '/rules', body: own });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(field);
});

test('a test event is marked all the way and answers with its id', async () => {
  const { sandbox, collector } = await connectShop();
  const made = await call(collector, {
    method: 'POST',
    path: '/test-event',
    body: { name: 'Purchase', email: ' Jo@Example.com ' },
  });
  expect(made).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^test-/), name: 'Purchase' } });
  const delivered = await collector.eventWhen(String(made.body['id']), every('delivered'));
  expect(delivered).toMatchObject({ email: 'jo@example.com', test: true });
  expect(sandbox.events().map((event) => event.metric)).toContain('Placed Order');
  expect(sandbox.events().every((event) => event.properties['scout_test'] === true)).toBe(true);
  const seen = posts(sandbox).length;
  for (const body of [{ email: 'nobody' }, { name: 'Purchase' }]) {
    expect((await call(collector, { method: 'POST', path: '/test-event', body })).status).toBe(400);
  }
  expect(posts(sandbox)).toHaveLength(seen);
});

test('the API describes itself, each operation with what it takes and answers', async () => {
  const collector = await setUp();
  const { body } = await call(collector, { method: 'GET', path: '/openapi.json' });
  expect(body['openapi']).toBe('3.1.0');
  expect(Object.keys(body['paths'] as object)).toEqual(
    expect.arrayContaining(
      [
        'login',
        'logout',
        'me',
        'sites',
        'destinations',
        'rules',
        'log',
        'log/stream',
        'log/{id}',
        'test-event',
        'replay',
        'stats',
      ]
        .map((name) => `/api/${name}`)
        .concat('/api/deliveries/{id}/retry'),
    ),
  );
  expect(body['paths']).toMatchObject({
    '/api/destinations': {
      post: { requestBody: { content: { 'application/json': { schema: { required: ['type', 'private_key'] } } } } },
    },
  });
});
