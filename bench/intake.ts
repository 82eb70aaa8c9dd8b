import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { openShop } from './shop.ts';

const ROUNDS = 3;

export interface IntakeRow {
  server: string;
  events_per_request: number;
  requests_per_second: number;
  /** Of the bare server's, in the same run. */
  of_bare: number;
}

/** Durable intake beside a bare server that only reads the body; the load comes from a thread of its own. */
export async function measureIntake(): Promise<IntakeRow[]> {
  const bare = createServer((incoming, outgoing) => {
    incoming.resume();
    incoming.once('end', () => outgoing.writeHead(202, { 'content-type': 'application/json' }).end('{"accepted":1}'));
  });
  bare.listen(0, '127.0.0.1');
  await once(bare, 'listening');
  const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/v1/e`;
  const shop = await openShop();
  // What is measured is intake: nothing is to be forwarded meanwhile.
  const [destination] = await shop.api<{ id: string }[]>('GET', '/destinations');
  await shop.api('PATCH', `/destinations/${destination?.id}`, { status: 'PAUSED' });
  try {
    const rows: IntakeRow[] = [];
    for (const events of [1, 10]) {
      const scoutUrl = `${shop.url.replace('localhost', '127.0.0.1')}/v1/e`;
      const rates = { bare: [] as number[], scout: [] as number[] };
      // Turn about, and the best of each: whatever else the machine does slows one round, not one server.
      for (let round = 0; round < ROUNDS; round++) {
        rates.bare.push(await load(bareUrl, events));
        rates.scout.push(await load(scoutUrl, events));
      }
      const bareRate = Math.max(...rates.bare);
      const scoutRate = Math.max(...rates.scout);
      for (const [server, rate] of [
        ['bare node:http', bareRate],
        ['scout, durable', scoutRate],
      ] as const) {
        rows.push({
          server,
          events_per_request: events,
          requests_per_second: Math.round(rate),
          of_bare: Math.round((rate / bareRate) * 100) / 100,
        });
      }
    }
    return rows;
  } finally {
    await shop.close();
    bare.close();
    bare.closeAllConnections();
  }
}

/** Answered requests a second. */
function load(url: string, eventsPerRequest: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./intake-load.ts', import.meta.url), { workerData: { url, eventsPerRequest } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
