import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createLog, readConfig, startCollector } from '@scout/collector';
import type { FloodLoad } from './flood-load.ts';

const ROUNDS = 3;
const SECONDS = 4;
/** One request at a time each: what shops' visitors do, as far as a flooder leaves room. */
const SHOPPERS = 8;
const FLOODERS = 64;

interface Outcome {
  takenPerSecond: number;
  refusedPerSecond: number;
  p95Ms: number;
}

// Shoppers alone, then beside a flood from one address, with the limit and without it; in turn, for the machine's pace varies.
for (const limit of ['default', '0']) {
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-flood-'));
  const collector = await startCollector({
    config: readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: 'a password for benchmarks',
      SITE_KEY: 'pk_bench',
      TRUSTED_PROXIES: '127.0.0.0/8,::1',
      ...(limit === '0' ? { INTAKE_LIMIT_PER_ADDRESS: '0' } : {}),
    }),
    log: createLog('error'),
  });
  const url = `${collector.url.replace('localhost', '127.0.0.1')}/v1/e`;
  const alone: Outcome[] = [];
  const beside: Outcome[] = [];
  const floods: Outcome[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await load({ url, connections: SHOPPERS, seconds: SECONDS, from: 'many' }));
    const flood = load({ url, connections: FLOODERS, seconds: SECONDS + 1, from: 'one' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    beside.push(await load({ url, connections: SHOPPERS, seconds: SECONDS, from: 'many' }));
    floods.push(await flood);
  }
  await collector.stop();
  rmSync(dataDir, { recursive: true, force: true });
  const rate = (outcomes: Outcome[]) => median(outcomes.map((each) => each.takenPerSecond));
  const row = {
    limit,
    alone_per_second: rate(alone),
    beside_flood_per_second: rate(beside),
    of_alone: Math.round((rate(beside) / rate(alone)) * 100) / 100,
    alone_p95_ms: median(alone.map((each) => each.p95Ms)),
    beside_flood_p95_ms: median(beside.map((each) => each.p95Ms)),
    flood_refused_per_second: median(floods.map((each) => each.refusedPerSecond)),
  };
  process.stdout.write(`${JSON.stringify(row)}\n`);
}

function load(options: FloodLoad): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./flood-load.ts', import.meta.url), { workerData: options });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
