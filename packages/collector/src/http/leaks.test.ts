import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@scout/klaviyo-sandbox';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startCollectorProcess } from '../testing/collector-process.ts';
import { ADMIN_TOKEN } from '../testing/test-collector.ts';

const EMAIL = 'leak.me@example.com';
const NAME = 'Leakina';
const PASSWORD = 'the-admin-password';
const APP_SECRET = 'the-app-secret-itself';
const KLAVIYO_KEY = 'pk_leaky_0123456789abcdef';
const METRICS_TOKEN = 'the-metrics-token';
const WEBHOOK_SECRET = 'the-webhook-secret';
const ALERT_URL = 'https://hooks.example.net/services/the-alert-path-0001';

test('no log, metric, refusal or page shows a key, a password or the address of a shopper', async () => {
  const sandbox = await startSandbox({ port: 0 });
  onTestFinished(() => sandbox.close());
  await fetch(`${sandbox.url}/_sandbox/keys`, {
    method: 'POST',
    body: JSON.stringify({
      key: KLAVIYO_KEY,
      scopes: ['accounts:read', 'metrics:read', 'events:read', 'events:write', 'profiles:read', 'profiles:write'],
    }),
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-leaks-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const collector = await startCollectorProcess({
    klaviyoApiUrl: sandbox.url,
    dataDir,
    environment: {
      LOG_LEVEL: 'debug',
      ADMIN_PASSWORD: PASSWORD,
      APP_SECRET,
      METRICS_TOKEN,
      KLAVIYO_PRIVATE_KEY: KLAVIYO_KEY,
    },
  });
  onTestFinished(() => collector.kill());
  const answers: string[] = [];
  const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`${collector.url}${path}`, init);
    const text = await response.text();
    answers.push(`${path} ${response.status} ${JSON.stringify([...response.headers])} ${text}`);
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  };
  const admin = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    call(path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

  const identity = { email: EMAIL, first_name: NAME };
  await collector.send({ identity, events: [{ id: 'v1', name: 'ViewContent', properties: { product_id: 'mug' } }] });
  await vi.waitFor(() => expect(sandbox.events()).toHaveLength(1), { timeout: 20_000 });
  const [site] = (await call('/api/sites', { headers: admin })) as { id: string }[];
  await call(`/api/sites/${site?.id}/webhooks/shopify`, {
    method: 'PUT',
    headers: admin,
    body: JSON.stringify({ secret: WEBHOOK_SECRET }),
  });
  await call('/api/alerts', { method: 'PUT', headers: admin, body: JSON.stringify({ url: ALERT_URL }) });
  await call(`/api/destinations`, { headers: admin });
  await call(`/api/settings`, { headers: admin });
  await call(`/api/alerts`, { headers: admin });
  await post('/api/destinations', { type: 'klaviyo', private_key: `${KLAVIYO_KEY}x` }, admin);
  // Refusals of all kinds, to requests that hold what must not come back.
  await post('/v1/e', `{"key":"pk_test","identity":{"email":"${EMAIL}"`);
  await post('/v1/e', `{"key":"pk_test","identity":${EMAIL}}`);
  await post('/v1/e', EMAIL);
  await post('/v1/e', { key: KLAVIYO_KEY, identity, events: [] });
  await post('/v1/e', { identity, events: [] }, { authorization: 'Bearer sk_guess' });
  await post(`/v1/hooks/shopify/${site?.id}`, { email: EMAIL }, { 'x-shopify-hmac-sha256': 'guess' });
  await post('/api/login', { password: `${PASSWORD}!` });
  await call(`/api/log?email=${EMAIL}`);
  await call(`/nothing/${EMAIL}`);
  await call('/metrics');
  await call('/metrics', { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  for (const page of ['/', '/events', `/events/v1`, '/settings', '/destinations', '/s.js']) await call(page);
  expect(answers.join('\n')).toContain('scout_events_total');

  expect(await collector.stop()).toBe(0);
  const shown = [
    ...answers.map((answer) => answer.replace(`/api/log?email=${EMAIL}`, '').replace(`/nothing/${EMAIL}`, '')),
    ...collector.lines,
  ];
  const secrets = [
    EMAIL,
    NAME,
    PASSWORD,
    APP_SECRET,
    KLAVIYO_KEY,
    METRICS_TOKEN,
    ADMIN_TOKEN,
    WEBHOOK_SECRET,
    ALERT_URL,
  ];
  expect(shown.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
});
