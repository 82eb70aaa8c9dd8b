import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Fault } from '@scout/klaviyo-sandbox';
import { expect, onTestFinished, test, vi } from 'vitest';
import { busiestSecond } from '../testing/busiest-second.ts';
import { startCollectorProcess, type CollectorProcess } from '../testing/collector-process.ts';
import { posts } from '../testing/connected-shop.ts';
import { createShoppingSeason } from '../testing/shopping-season.ts';

/** All that can go wrong between the collector and Klaviyo, on every endpoint; about every third request is hit. */
const FAULTS: Fault[] = [
  { status: 503, probability: 0.05, seed: 1 },
  { status: 429, retry_after: 1, probability: 0.04, seed: 2 },
  { action: 'hang', probability: 0.03, seed: 3 },
  { action: 'hang-after', probability: 0.03, seed: 4 },
  { action: 'reset-before', probability: 0.05, seed: 5 },
  { action: 'reset-after', probability: 0.05, seed: 6 },
  { status: 403, body: 'html', probability: 0.04, seed: 7 },
  { status: 500, body: 'broken-json', probability: 0.03, seed: 8 },
  { body: 'wrong-json', probability: 0.05, seed: 9 },
  { body: 'html', probability: 0.04, seed: 10 },
];
const KILLED_AT = new Set([15, 35, 60, 85]);

test(
  'through faults of every kind and four kills, each of 5,000 events stands once in the books',
  { timeout: 120_000 },
  async () => {
    const { batches, expected } = createShoppingSeason({ people: 800, events: 5_000, seed: 42 });
    const sandbox = await startSandbox({ port: 0 });
    onTestFinished(() => sandbox.close());
    const dataDir = mkdtempSync(join(tmpdir(), 'scout-chaos-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const start = (): Promise<CollectorProcess> =>
      startCollectorProcess({ klaviyoApiUrl: sandbox.url, dataDir, environment: { KLAVIYO_TIMEOUT_MS: '500' } });
    let collector = await start();
    onTestFinished(() => collector.kill());
    sandbox.setFaults(FAULTS);

    for (const [index, events] of batches.entries()) {
      const seen = sandbox.requests().length;
      if (KILLED_AT.has(index)) {
        // The batch meets the kill halfway; like the tag, its sender repeats it until it hears a 202.
        const interrupted = collector.send({ events });
        await collector.kill();
        await interrupted;
        collector = await start();
      }
      expect(await collector.send({ events })).toBe(202);
      // Klaviyo sees something of each batch before the next, so that the faults meet every stage of the season.
      await vi.waitFor(() => expect(sandbox.requests().length).toBeGreaterThan(seen), { timeout: 60_000 });
    }
    sandbox.setFaults([]);
    const books = (): string[] => sandbox.events().map((event) => `${event.email} ${event.metric} ${event.unique_id}`);
    await vi.waitFor(() => expect(books().length).toBeGreaterThanOrEqual(expected.length), { timeout: 60_000 });
    expect(books().toSorted()).toEqual(expected);

    const requests = sandbox.requests();
    expect(new Set(requests.map((request) => request.fault)).size).toBeGreaterThan(6);
    expect(busiestSecond(requests.map((request) => request.at))).toBeLessThanOrEqual(5);
    const refused = posts(sandbox).filter((request) => request.fault === null && (request.status ?? 0) >= 400);
    expect(refused.map(({ method, path, status, answer }) => ({ method, path, status, answer }))).toEqual([]);
  },
);
