import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@scout/klaviyo-sandbox';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { busiestSecond } from '../../testing/busiest-second.ts';
import { startCollectorProcess, type CollectorProcess } from '../../testing/collector-process.ts';
import { ADMIN_TOKEN } from '../../testing/test-collector.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server.ts';

const binaries = findPostgres();

describe.skipIf(binaries === null)('two collectors on one PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(binaries ?? '');
  }, 60_000);
  afterAll(() => server.stop(), 60_000);

  /** One process after the other, each with a directory of its own, as on machines of their own. */
  const startFleet = async (appSecrets: readonly string[] = ['of the fleet', 'of the fleet']) => {
    const sandbox = await startSandbox({ port: 0, latencyMs: 50 });
    onTestFinished(() => sandbox.close());
    const url = await server.createSchema();
    const starting = appSecrets.map(async (secret): Promise<CollectorProcess> => {
      const dataDir = mkdtempSync(join(tmpdir(), 'scout-fleet-'));
      onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
      const collector = await startCollectorProcess({
        klaviyoApiUrl: sandbox.url,
        dataDir,
        environment: { DATABASE_URL: url, APP_SECRET: secret, INTAKE_LIMIT_PER_SITE: '0' },
      });
      onTestFinished(() => collector.kill());
      return collector;
    });
    return { sandbox, starting };
  };

  test('one is killed under load: nothing is lost, nothing doubled, and five a second stay five a second', async () => {
    const { sandbox, starting } = await startFleet();
    const fleet = await Promise.all(starting);
    const answered = new Set<string>();
    let shoppers = 0;
    const closing = new AbortController();
    /** Shopper after shopper, each of whom tries with the next collector until one has answered 202. */
    const shop = async (): Promise<void> => {
      while (!closing.signal.aborted) {
        const name = `p${shoppers++}`;
        const batch = {
          identity: { email: `${name}@example.com` },
          context: { visitor_id: `visitor-${name}`, session_id: `session-${name}` },
          events: [{ id: name, name: 'AddToCart', properties: { product_id: 'mug', name: 'Mug', price: 12 } }],
        };
        for (let tries = shoppers; !answered.has(name); tries++) {
          if ((await fleet[tries % fleet.length]?.send(batch)) === 202) answered.add(name);
        }
      }
    };
    const shopping = Array.from({ length: 4 }, shop);
    await vi.waitFor(() => expect(sandbox.events().length).toBeGreaterThan(20), { timeout: 20_000 });
    const senders = await Promise.all(fleet.map(sends));
    expect(senders.filter(Boolean)).toHaveLength(1);
    const before = sandbox.requests().length;
    await fleet[senders.indexOf(true)]?.kill();
    const killedAt = Date.now();
    await vi.waitFor(() => expect(sandbox.requests().length).toBeGreaterThan(before + 3), { timeout: 15_000 });
    const takenOverAfterMs = Date.now() - killedAt;
    closing.abort();
    await Promise.all(shopping);

    await vi.waitFor(
      () => {
        const arrived = new Set(sandbox.events().map((event) => event.unique_id));
        expect([...answered].filter((name) => !arrived.has(name))).toEqual([]);
      },
      { timeout: 20_000, interval: 200 },
    );
    const books = sandbox.events().map((event) => event.unique_id);
    expect(new Set(books).size).toBe(books.length);
    expect(answered.size).toBeGreaterThan(50);
    expect(busiestSecond(sandbox.requests().map((request) => request.at))).toBeLessThanOrEqual(5);
    expect(takenOverAfterMs).toBeLessThan(10_000);
  }, 60_000);

  test('a collector that is stopped hands over at once, within the promise of five a second', async () => {
    const { sandbox, starting } = await startFleet();
    const fleet = await Promise.all(starting);
    const sendOrder = async (index: number, collector: CollectorProcess | undefined): Promise<void> => {
      const properties = { order_id: `${index}`, value: 1, currency: 'EUR' };
      const batch = {
        identity: { email: `p${index}@example.com` },
        context: { visitor_id: `visitor-${index}` },
        events: [{ id: `order-${index}`, name: 'Purchase', properties }],
      };
      expect(await collector?.send(batch)).toBe(202);
    };
    for (let index = 0; index < 20; index++) await sendOrder(index, fleet[index % 2]);
    await vi.waitFor(() => expect(sandbox.events().length).toBeGreaterThan(0), { timeout: 10_000 });
    const senders = await Promise.all(fleet.map(sends));
    const successor = fleet[senders.indexOf(false)];
    const stopping = fleet[senders.indexOf(true)]?.stop();
    for (let index = 20; index < 40; index++) await sendOrder(index, successor);
    expect(await stopping).toBe(0);
    const expected = Array.from({ length: 40 }, (_, index) => `${index}`);
    await vi.waitFor(
      () => expect(new Set(sandbox.events().map((event) => event.unique_id))).toEqual(new Set(expected)),
      { timeout: 15_000, interval: 100 },
    );
    expect(sandbox.events()).toHaveLength(40);
    expect(busiestSecond(sandbox.requests().map((request) => request.at))).toBeLessThanOrEqual(5);
  }, 60_000);

  test('keys that are checked by a collector while another sends with them count in the same five a second', async () => {
    const { sandbox, starting } = await startFleet();
    const fleet = await Promise.all(starting);
    const closing = new AbortController();
    let sent = 0;
    const shop = async (): Promise<void> => {
      while (!closing.signal.aborted) {
        const id = `p${sent++}`;
        const properties = { order_id: id, value: 1, currency: 'EUR' };
        const status = await fleet[sent % 2]?.send({
          identity: { email: `${id}@example.com` },
          context: { visitor_id: `visitor-${id}` },
          events: [{ id, name: 'Purchase', properties }],
        });
        expect(status).toBe(202);
      }
    };
    const shopping = shop();
    await vi.waitFor(() => expect(sandbox.events().length).toBeGreaterThan(10), { timeout: 20_000 });
    const destinations = await callApi(fleet[0], { path: '/destinations' });
    const [{ id } = { id: '' }] = destinations as { id: string }[];
    const questions = (): number => sandbox.requests().filter((request) => request.method === 'GET').length;
    for (const collector of [...fleet, ...fleet]) {
      const asked = questions();
      await callApi(collector, { method: 'PATCH', path: `/destinations/${id}`, body: { private_key: 'pk_sandbox' } });
      expect(questions() - asked).toBeGreaterThanOrEqual(4);
    }
    const before = sandbox.events().length;
    await vi.waitFor(() => expect(sandbox.events().length).toBeGreaterThan(before), { timeout: 10_000 });
    closing.abort();
    await shopping;
    const expected = new Set(Array.from({ length: sent }, (_, index) => `p${index}`));
    await vi.waitFor(() => expect(new Set(sandbox.events().map((event) => event.unique_id))).toEqual(expected), {
      timeout: 20_000,
      interval: 200,
    });
    expect(sandbox.events()).toHaveLength(sent);
    expect(busiestSecond(sandbox.requests().map((request) => request.at))).toBeLessThanOrEqual(5);
  }, 60_000);

  test('the metrics tell the size of the tables', async () => {
    const { starting } = await startFleet(['of the fleet']);
    const [collector] = await Promise.all(starting);
    const metrics = await (await fetch(`${collector?.url}/metrics`)).text();
    expect(Number(/^scout_store_bytes (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(100_000);
  }, 30_000);

  test('a collector with another APP_SECRET does not start', async () => {
    const { starting } = await startFleet(['of the fleet', 'of another fleet']);
    const outcomes = await Promise.allSettled(starting);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
    expect(reasons).toEqual([
      expect.stringContaining('APP_SECRET: expected the secret that this database was set up with'),
    ]);
  }, 30_000);
});

async function callApi(
  collector: CollectorProcess | undefined,
  { method = 'GET', path, body }: { method?: string; path: string; body?: object },
): Promise<unknown> {
  const response = await fetch(`${collector?.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  expect(response.status).toBe(200);
  return response.json();
}

/** Whether this collector has the lane of the destination. */
async function sends(collector: CollectorProcess): Promise<boolean> {
  const metrics = await fetch(`${collector.url}/metrics`);
  return (await metrics.text()).includes('scout_limiter_slots{');
}
