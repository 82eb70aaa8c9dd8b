import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { batchSchema } from '../packages/wire/src/schema.ts';
import { decideAdmission, readEvents, type ReadBatch } from '../packages/collector/src/ingest/admit.ts';
import type { Site } from '../packages/collector/src/store/configuration.ts';
import { openSqliteStore } from '../packages/collector/src/store/sqlite/sqlite-store.ts';
import type { Store } from '../packages/collector/src/store/store.ts';

/**
 * Intake's work, from the body to the durable 202, by the collector's own parts, in a process of its own:
 * `node group-commit-server.ts main` stores on the thread that serves, `… worker` on a second one. Sends its URL to
 * the parent; to each message it answers with the event loop's delay and the
 * processor time, of all threads, since the last.
 */
const SITE: Site = {
  id: 'site',
  name: 'Shop',
  public_key: 'pk_bench',
  server_key_hash: null,
  origins: [],
  currency: null,
  country: null,
  created_at: 0,
};

interface Job {
  id: number;
  read: ReadBatch;
  receivedAt: number;
}

const serve = async (): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'scout-group-commit-'));
  const path = join(directory, 'scout.db');
  const store = openSqliteStore({ path, now: Date.now() });
  await store.createSite(SITE);
  const keep = process.argv[2] === 'worker' ? await inWorker(store, path) : (job: Job) => admit(store, job);
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () => {
      answer(outgoing, Buffer.concat(chunks).toString()).catch((error: unknown) => {
        outgoing.writeHead(500).end(String(error));
      });
    });
  });
  let last = 0;
  let answered = 0;
  let cpu = process.cpuUsage();
  const answer = async (outgoing: ServerResponse, text: string): Promise<void> => {
    const receivedAt = Date.now();
    const batch = batchSchema.parse(JSON.parse(text));
    const read = readEvents({ batch, site: SITE, source: 'browser', receivedAt });
    await keep({ id: last++, read, receivedAt });
    answered++;
    outgoing.writeHead(202, { 'content-type': 'application/json' }).end(`{"accepted":${read.events.length}}`);
  };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('message', () => {
    const { user, system } = process.cpuUsage(cpu);
    process.send?.({ p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6, cpuUs: user + system, answered });
    cpu = process.cpuUsage();
    answered = 0;
    delay.reset();
  });
  process.once('disconnect', () => {
    rmSync(directory, { recursive: true, force: true });
    process.exit();
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/e` });
  });
};

async function admit(store: Store, { read, receivedAt }: Job): Promise<void> {
  const configuration = store.configuration();
  const unusual = new Set<string>();
  await store.admit({
    site: SITE,
    visitorIds: read.visitorIds,
    receivedAt,
    decide: (known) => decideAdmission({ read, site: SITE, receivedAt, known, unusual, configuration }),
  });
}

/** What comes in one turn crosses in one message, and so do the answers of one commit. */
async function inWorker(store: Store, path: string): Promise<(job: Job) => Promise<void>> {
  await store.close();
  const worker = new Worker(new URL(import.meta.url), { workerData: { path } });
  const waiting = new Map<number, () => void>();
  worker.on('message', (stored: number[]) => {
    for (const id of stored) {
      waiting.get(id)?.();
      waiting.delete(id);
    }
  });
  let jobs: Job[] = [];
  return (job) =>
    new Promise((resolve) => {
      waiting.set(job.id, resolve);
      if (jobs.length === 0) {
        setImmediate(() => {
          worker.postMessage(jobs);
          jobs = [];
        });
      }
      jobs.push(job);
    });
}

function storeJobs(): void {
  const { path } = workerData as { path: string };
  const store = openSqliteStore({ path, now: Date.now() });
  let stored: number[] = [];
  parentPort?.on('message', (jobs: Job[]) => {
    for (const job of jobs) {
      void admit(store, job).then(() => {
        if (stored.length === 0) {
          setImmediate(() => {
            parentPort?.postMessage(stored);
            stored = [];
          });
        }
        stored.push(job.id);
      });
    }
  });
}

if (isMainThread) await serve();
else storeJobs();
