import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { connectShop, order, view, visitor } from '../testing/connected-shop.ts';
import { every, startTestCollector, type TestCollector } from '../testing/test-collector.ts';

async function scrape(collector: TestCollector, token?: string): Promise<string> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${collector.url}/metrics`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return response.text();
}

const valueOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

test('what was received, delivered and answered is counted', async () => {
  const { collector, destinationId } = await connectShop();
  const identity = { email: 'jo@example.com' };
  await collector.send({ identity, context: visitor('jo'), events: [order('o1')] });
  await collector.eventWhen('o1', every('delivered'));
  await collector.send({ identity, context: visitor('jo'), events: [order('o1')] });
  await collector.send({ context: visitor('anonymous'), events: [view('v1')] });
  await collector.send({ events: [view('v2'), { id: '', name: 'ViewContent' }] });
  const refused = await fetch(`${collector.url}/v1/e`, { method: 'POST', body: '{"key":"pk_unknown","events":[]}' });
  expect(refused.status).toBe(401);

  const text = await scrape(collector);
  expect(valueOf(text, 'scout_batches_total{status="202"}')).toBe(4);
  expect(valueOf(text, 'scout_batches_total{status="401"}')).toBe(1);
  expect(valueOf(text, 'scout_events_total{result="stored"}')).toBe(3);
  expect(valueOf(text, 'scout_events_total{result="repeated"}')).toBe(1);
  expect(valueOf(text, 'scout_events_total{result="rejected"}')).toBe(1);
  expect(valueOf(text, 'scout_deliveries_total{outcome="delivered",reason=""}')).toBe(1);
  expect(valueOf(text, 'scout_delivery_seconds_count')).toBe(1);
  expect(valueOf(text, 'scout_delivery_seconds_bucket{le="60"}')).toBe(1);
  expect(valueOf(text, 'scout_store_seconds_count')).toBe(4);
  expect(valueOf(text, 'scout_store_commit_batches_sum')).toBe(4);
  expect(valueOf(text, 'scout_held')).toBe(2);
  expect(valueOf(text, 'scout_queue_depth')).toBe(0);
  expect(valueOf(text, 'scout_oldest_waiting_seconds')).toBe(0);
  const active = `scout_destination_status{destination="${destinationId}",status="ACTIVE"}`;
  expect(valueOf(text, active)).toBe(1);
  expect(valueOf(text, `scout_limiter_slots{destination="${destinationId}"}`)).toBe(50);
  expect(valueOf(text, `scout_limiter_paused_seconds{destination="${destinationId}"}`)).toBe(0);
  expect(valueOf(text, 'scout_store_bytes')).toBeGreaterThan(10_000);
  expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e7);
  expect(text).toMatch(/^scout_klaviyo_answers_total\{endpoint="event-bulk-create-jobs",status="202"\} 1$/m);
});

test('a pause that Klaviyo asks for, and the delivery that waits for its end, can be seen', async () => {
  const { collector, sandbox, destinationId } = await connectShop();
  sandbox.setFaults([{ status: 429, retry_after: 30 }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [order('o1')] });
  await collector.eventWhen('o1', (event) => event.deliveries.some((delivery) => delivery.reason === 'throttled'));
  const text = await scrape(collector);
  const paused = valueOf(text, `scout_limiter_paused_seconds{destination="${destinationId}"}`);
  expect(paused).toBeGreaterThan(20);
  expect(paused).toBeLessThanOrEqual(31);
  expect(valueOf(text, 'scout_queue_depth')).toBe(1);
  expect(valueOf(text, 'scout_oldest_waiting_seconds')).toBeGreaterThan(0);
  expect(valueOf(text, 'scout_deliveries_total{outcome="retrying",reason="throttled"}')).toBe(1);
});

test('a metrics token is asked for when there is one', async () => {
  const collector = await startTestCollector({ environment: { METRICS_TOKEN: 'for prometheus' } });
  onTestFinished(() => collector.remove());
  for (const authorization of ['', 'Bearer wrong', 'Basic for prometheus']) {
    const response = await fetch(`${collector.url}/metrics`, { headers: { authorization } });
    expect(response.status).toBe(401);
  }
  expect(await scrape(collector, 'for prometheus')).toContain('scout_build_info{version="0.1.0"} 1');
});

test.each(['deploy/grafana/scout.json', 'deploy/prometheus/alerts.yml', 'docs/OPERATIONS.md'])(
  '%s names only metrics that the collector exposes',
  async (name) => {
    const { collector, sandbox } = await connectShop();
    await collector.send({ identity: { email: 'jo@example.com' }, events: [order('o1')] });
    await collector.eventWhen('o1', every('delivered'));
    expect(sandbox.events().length).toBeGreaterThan(0);
    const text = await scrape(collector);
    // The manual speaks of whole metrics, queries of their series.
    const names = name.endsWith('.md') ? /^# TYPE ([a-z_]+) /gm : /^([a-z_]+)[{ ]/gm;
    const exposed = new Set([...text.matchAll(names)].map(([, metric]) => metric));
    const file = readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8');
    const used = [...file.matchAll(/\b(?:scout|process|nodejs)_[a-z_]+\b/g)].map(([metric]) => metric);
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((metric) => !exposed.has(metric))).toEqual([]);
  },
);
