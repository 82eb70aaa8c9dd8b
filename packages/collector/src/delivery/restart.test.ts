import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type SandboxOptions } from '@scout/klaviyo-sandbox';
import { expect, onTestFinished, test, vi } from 'vitest';
import { busiestSecond } from '../testing/busiest-second.ts';
import { startCollectorProcess, type CollectorProcess } from '../testing/collector-process.ts';

/** A sandbox, and a collector's data directory on which processes can follow one another. */
async function setUp(options: { sandbox?: SandboxOptions; environment?: Record<string, string> } = {}) {
  const sandbox = await startSandbox({ port: 0, ...options.sandbox });
  onTestFinished(() => sandbox.close());
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-restart-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const start = async (): Promise<CollectorProcess> => {
    const collector = await startCollectorProcess({
      klaviyoApiUrl: sandbox.url,
      dataDir,
      environment: { KLAVIYO_TIMEOUT_MS: '2000', ...options.environment },
    });
    onTestFinished(() => collector.kill());
    return collector;
  };
  return { sandbox, start };
}

const order = (name: string) => ({
  identity: { email: `${name}@example.com` },
  context: { visitor_id: `visitor-${name}`, session_id: `session-${name}` },
  events: [
    {
      id: `order-${name}`,
      name: 'Purchase',
      properties: { order_id: name, value: 20, currency: 'EUR', items: [{ product_id: 'a' }, { product_id: 'b' }] },
    },
  ],
});
const uniqueIds = (names: readonly string[]) => names.flatMap((name) => [name, `${name}:1`, `${name}:2`]).toSorted();

test.each(['request', 'account'] as const)(
  'a process killed between the 202 and the delivery delivers each event once after its restart (bulk repeats by %s)',
  async (bulkRepeats) => {
    const { sandbox, start } = await setUp({ sandbox: { bulkRepeats } });
    const first = await start();
    // Klaviyo takes what is sent and its answers never come: the worst moment for a power cut.
    sandbox.setFaults([{ action: 'hang-after' }]);
    const names = ['jo', 'al', 'mo', 'bo'];
    // Together, so that they meet in one bulk request.
    expect(await Promise.all(names.map((name) => first.send(order(name))))).toEqual(names.map(() => 202));
    await vi.waitFor(() => expect(sandbox.events().length).toBeGreaterThan(0), { timeout: 10_000 });
    await first.kill();
    sandbox.setFaults([]);
    await start();
    await vi.waitFor(
      () =>
        expect(
          sandbox
            .events()
            .map((event) => event.unique_id)
            .toSorted(),
        ).toEqual(uniqueIds(names)),
      {
        timeout: 20_000,
      },
    );
    expect(sandbox.profiles()).toHaveLength(names.length);
  },
);

test('a process killed before anything was sent delivers all of it after its restart', async () => {
  const { sandbox, start } = await setUp();
  const first = await start();
  sandbox.setFaults([{ action: 'reset-before' }]);
  expect(await first.send(order('jo'))).toBe(202);
  await first.kill();
  sandbox.setFaults([]);
  await start();
  await vi.waitFor(() => expect(sandbox.events().map((event) => event.unique_id)).toEqual(uniqueIds(['jo'])), {
    timeout: 20_000,
  });
});

test('restarts in quick succession keep the promise of five requests in any second', async () => {
  const { sandbox, start } = await setUp();
  const first = await start();
  sandbox.setFaults([{ action: 'reset-before' }]);
  for (let index = 0; index < 40; index++) expect(await first.send(order(`p${index}`))).toBe(202);
  await first.kill();
  for (let restarts = 0; restarts < 3; restarts++) {
    const next = await start();
    const before = sandbox.requests().length;
    await vi.waitFor(() => expect(sandbox.requests().length).toBeGreaterThan(before), { timeout: 10_000 });
    await next.kill();
  }
  expect(busiestSecond(sandbox.requests().map((request) => request.at))).toBeLessThanOrEqual(5);
});
