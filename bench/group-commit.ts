import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const ROUNDS = 5;
const SERVER = fileURLToPath(new URL('./group-commit-server.ts', import.meta.url));

interface Cost {
  p99Ms: number;
  maxMs: number;
  /** Processor time of all threads. */
  cpuUs: number;
  answered: number;
}

interface Round extends Cost {
  requestsPerSecond: number;
}

interface Served {
  child: ChildProcess;
  url: string;
  rounds: Round[];
}

// SQLite's group commit on the thread that serves and on one of its own, in turn in one run: how much intake each
// takes, what a request costs, and how long the serving event loop stands still under that load.
for (const eventsPerRequest of [1, 10]) {
  const servers: Record<string, Served> = { main: await start('main'), worker: await start('worker') };
  for (let round = 0; round < ROUNDS; round++) {
    for (const { child, url, rounds } of Object.values(servers)) {
      await costOf(child);
      const requestsPerSecond = await load(url, eventsPerRequest);
      rounds.push({ requestsPerSecond, ...(await costOf(child)) });
    }
  }
  for (const [thread, { child, rounds }] of Object.entries(servers)) {
    const row = {
      thread,
      events_per_request: eventsPerRequest,
      requests_per_second: Math.round(median(rounds.map((round) => round.requestsPerSecond))),
      cpu_us_per_request: Math.round(median(rounds.map((round) => round.cpuUs / round.answered))),
      loop_p99_ms: rounded(median(rounds.map((round) => round.p99Ms))),
      loop_max_ms: rounded(median(rounds.map((round) => round.maxMs))),
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
    child.disconnect();
    await once(child, 'exit');
  }
}

async function start(thread: 'main' | 'worker'): Promise<Served> {
  const child = fork(SERVER, [thread]);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return { child, url, rounds: [] };
}

async function costOf(child: ChildProcess): Promise<Cost> {
  const answered = once(child, 'message') as Promise<[Cost]>;
  child.send('cost');
  return (await answered)[0];
}

/** Answered requests a second. */
function load(url: string, eventsPerRequest: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./intake-load.ts', import.meta.url), { workerData: { url, eventsPerRequest } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
