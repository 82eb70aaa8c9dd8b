import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@scout/klaviyo-sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { shopifyOrder } from './testing/shop-payloads.ts';
import { every, startTestCollector } from './testing/test-collector.ts';

const OLD = 'the old app secret';
const NEW = 'the new app secret';
const WEBHOOK_SECRET = 'shop-webhook-secret';

async function openHouse() {
  const sandbox = await startSandbox({ port: 0 });
  onTestFinished(() => sandbox.close());
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-reseal-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const run = async (environment: Record<string, string>) => {
    const collector = await startTestCollector({ klaviyoApiUrl: sandbox.url, dataDir, environment });
    onTestFinished(() => collector.stop().catch(() => {}));
    return collector;
  };
  return { dataDir, run };
}

const webhook = (url: string, siteId: string) => {
  const body = JSON.stringify(shopifyOrder());
  return fetch(`${url}/v1/hooks/shopify/${siteId}`, {
    method: 'POST',
    headers: {
      'x-shopify-topic': 'orders/create',
      'x-shopify-hmac-sha256': createHmac('sha256', WEBHOOK_SECRET).update(body).digest('base64'),
    },
    body,
  });
};

test('after a start with both secrets the new one alone opens everything', async () => {
  const { run } = await openHouse();
  const first = await run({ APP_SECRET: OLD });
  const [site] = await first.api<{ id: string }[]>('GET', '/sites');
  const siteId = String(site?.id);
  await first.api('PUT', `/sites/${siteId}/webhooks/shopify`, { secret: WEBHOOK_SECRET });
  await first.api('PUT', '/alerts', { url: 'https://hooks.example.com/services/T1/secret' });
  await first.stop();
  await (await run({ APP_SECRET: NEW, APP_SECRET_PREVIOUS: OLD })).stop();

  const last = await run({ APP_SECRET: NEW });
  expect((await webhook(last.url, siteId)).status).toBe(200);
  await last.eventWhen('shopify-order-5678901234567', every('delivered'));
  expect(await last.api('GET', '/alerts')).toMatchObject({ url_hint: 'hooks.example.com/…cret' });
  expect(await last.api('GET', '/destinations')).toMatchObject([{ status: 'ACTIVE' }]);
});

test('a new secret without the old one opens nothing, and the owner is told to paste the key again', async () => {
  const { run } = await openHouse();
  await (await run({ APP_SECRET: OLD })).stop();
  const collector = await run({ APP_SECRET: NEW });
  await collector.send({
    identity: { email: 'jo@example.com' },
    events: [{ id: 'v1', name: 'ViewContent', properties: { product_id: 'mug' } }],
  });
  await collector.eventWhen('v1', every('held'));
  expect(await collector.api('GET', '/destinations')).toMatchObject([
    { status: 'ERROR', error: expect.stringContaining('Paste the key again') },
  ]);
});

test('the database holds no key, no secret and no server key as they were given', async () => {
  const { run, dataDir } = await openHouse();
  const collector = await run({ APP_SECRET: OLD });
  const [site] = await collector.api<{ id: string }[]>('GET', '/sites');
  await collector.api('PUT', `/sites/${site?.id}/webhooks/shopify`, { secret: WEBHOOK_SECRET });
  const { server_key } = await collector.api<{ server_key: string }>('PATCH', `/sites/${site?.id}`, {
    rotate_server_key: true,
  });
  await collector.stop();
  const file = readFileSync(join(dataDir, 'scout.db'), 'latin1');
  expect(file).toContain('webhook_secret.shopify.');
  for (const secret of ['pk_sandbox', WEBHOOK_SECRET, server_key, OLD]) expect(file).not.toContain(secret);
});
