import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** One side of the flood: requests from one address after another, or from one alone, as fast as the answers come. */
export interface FloodLoad {
  url: string;
  connections: number;
  seconds: number;
  /** What every request says it comes from; with `many` the last number goes round. */
  from: 'one' | 'many';
}

const { url, connections, seconds, from } = workerData as FloodLoad;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const until = performance.now() + seconds * 1_000;
const latencies: number[] = [];
let refused = 0;
let sent = 0;

async function post(): Promise<void> {
  const serial = sent++;
  const address = from === 'one' ? '198.51.100.66' : `203.0.113.${serial % 200}`;
  const body = JSON.stringify({
    key: 'pk_bench',
    context: { visitor_id: `visitor-${from}-${serial % 500}`, session_id: 's' },
    events: [{ id: `${from}-${Date.now()}-${serial}`, name: 'PageView' }],
  });
  const startedAt = performance.now();
  await new Promise<void>((resolve) => {
    const outgoing = request(url, { method: 'POST', agent, headers: { 'x-forwarded-for': address } });
    outgoing.once('response', (incoming) => {
      if (incoming.statusCode === 202) latencies.push(performance.now() - startedAt);
      else refused++;
      incoming.resume();
      incoming.once('end', resolve);
    });
    // A connection that was closed on a flooder is one refusal more.
    outgoing.once('error', () => {
      refused++;
      resolve();
    });
    outgoing.end(body);
  });
}

await Promise.all(
  Array.from({ length: connections }, async () => {
    while (performance.now() < until) await post();
  }),
);
agent.destroy();
latencies.sort((a, b) => a - b);
parentPort?.postMessage({
  takenPerSecond: Math.round(latencies.length / seconds),
  refusedPerSecond: Math.round(refused / seconds),
  p95Ms: Math.round((latencies[Math.floor(latencies.length * 0.95)] ?? 0) * 10) / 10,
});
