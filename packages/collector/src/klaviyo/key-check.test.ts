import { startSandbox, type Sandbox, type SandboxOptions } from '@scout/klaviyo-sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../clock.ts';
import type { DestinationKind } from '../delivery/destination.ts';
import { startTestCollector } from '../testing/test-collector.ts';
import { createKlaviyoKind } from './klaviyo-kind.ts';

const createKind = (baseUrl: string): DestinationKind =>
  createKlaviyoKind({
    baseUrl,
    requestsPerSecond: 50,
    openKey: (sealed) => sealed,
    clock: systemClock,
    timeoutMs: 300,
  });

async function setUp(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; kind: DestinationKind }> {
  const sandbox = await startSandbox({ port: 0, limits: false, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, kind: createKind(sandbox.url) };
}

test('a key with every scope tells the account, and that nothing is missing', async () => {
  const { kind, sandbox } = await setUp();
  expect(await kind.check('pk_sandbox')).toMatchObject({
    ok: true,
    account: {
      id: expect.any(String),
      name: expect.any(String),
      currency: expect.any(String),
      timezone: expect.any(String),
    },
    missingScopes: [],
    alreadySent: [],
  });
  expect(sandbox.requests().every((request) => request.method === 'GET')).toBe(true);
});

test('a wrong key is refused in the words of Klaviyo', async () => {
  const { kind } = await setUp();
  const check = await kind.check('pk_of_nobody');
  expect(check).toMatchObject({ ok: false, cause: 'refused', sentence: expect.stringContaining('(401)') });
});

test('a key that may not read the account connects without its name', async () => {
  const { kind } = await setUp();
  const check = await kind.check('pk_sandbox_no_accounts');
  expect(check).toMatchObject({ ok: true, account: null, missingScopes: ['accounts:read', 'metrics:read'] });
});

test('a key that may not read metrics connects without the guard', async () => {
  const { kind, sandbox } = await setUp();
  sandbox.addMetric('Placed Order', 'Shopify');
  const check = await kind.check('pk_sandbox_no_metrics');
  expect(check).toMatchObject({
    ok: true,
    account: { id: expect.any(String) },
    missingScopes: ['metrics:read'],
    alreadySent: [],
  });
});

test('a key that may only read connects, and is refused at its first event with the scope that lacks', async () => {
  const { sandbox } = await setUp();
  const collector = await startTestCollector({ klaviyoApiUrl: sandbox.url, privateKey: 'pk_sandbox_read_only' });
  onTestFinished(() => collector.remove());
  const view = { id: 'v1', name: 'ViewContent', properties: { product_id: 'mug' } };
  await collector.send({ identity: { email: 'jo@example.com' }, events: [view] });
  await collector.eventWhen('v1', (event) => event.deliveries[0]?.reason === 'destination_error');
  const [destination] = await collector.api<{ status: string; error: string }[]>('GET', '/destinations');
  expect(destination?.status).toBe('ERROR');
  expect(destination?.error).toContain('full access to profiles and events');
});

test('an account that gets orders from a shop platform starts with the rule for them switched off, and says why', async () => {
  const { sandbox, kind } = await setUp();
  sandbox.addMetric('Placed Order', 'Shopify');
  sandbox.addMetric('Viewed Product', 'API');
  const check = await kind.check('pk_sandbox');
  expect(check).toMatchObject({ ok: true, alreadySent: [{ metric: 'Placed Order', by: 'Shopify' }] });
  const rules = kind.defaultRules(check);
  expect(rules.find((rule) => rule.event === 'Purchase')).toEqual({
    event: 'Purchase',
    metric: 'Placed Order',
    enabled: false,
    disabledReason: 'Shopify already sends "Placed Order" to this account. Both together would count twice.',
  });
  expect(rules.filter((rule) => rule.disabledReason !== null)).toHaveLength(1);
});

test('a Klaviyo that cannot be reached is no verdict on the key', async () => {
  const { sandbox, kind } = await setUp();
  await sandbox.close();
  expect(await kind.check('pk_sandbox')).toMatchObject({ ok: false, cause: 'unavailable' });
});

test.each([
  ['hangs', { action: 'hang' }],
  ['answers with a challenge page', { status: 403, body: 'html' }],
  ['breaks down', { status: 500 }],
  ['does not know the address', { status: 404 }],
  ['says nothing of sense', { body: 'wrong-json' }],
  ['throttles for long', { status: 429, retry_after: 600 }],
] as const)('a Klaviyo that %s is no verdict on the key', async (_, fault) => {
  const { sandbox, kind } = await setUp();
  sandbox.setFaults([{ ...fault }]);
  expect(await kind.check('pk_sandbox')).toMatchObject({ ok: false, cause: 'unavailable' });
});

test('a Klaviyo that throttles for a moment is asked again', async () => {
  const { sandbox, kind } = await setUp();
  sandbox.setFaults([{ endpoint: 'accounts', status: 429, retry_after: 0, times: 2 }]);
  expect(await kind.check('pk_sandbox')).toMatchObject({ ok: true });
});

test('all that is sent with one key, whatever the destination, shares one limit', async () => {
  const { kind } = await setUp();
  const record = {
    id: 'd1',
    site_id: null,
    type: 'klaviyo',
    sealed_key: 'pk_sandbox',
    key_hint: 'dbox',
    account: null,
    missing_scopes: [],
    status: 'ACTIVE',
    error: null,
    status_since: 0,
    last_success_at: null,
    created_at: 0,
  } as const;
  const first = kind.connect({ ...record, missing_scopes: [], settings: { requests_per_second: 2 } }).limiter;
  await kind.check('pk_sandbox');
  expect(first.requestsPerSecond).toBe(2);
  const second = kind.connect({
    ...record,
    id: 'd2',
    missing_scopes: [],
    settings: { requests_per_second: 4 },
  }).limiter;
  expect(second).toBe(first);
  expect(first.requestsPerSecond).toBe(4);
});
