import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, readConfig, startCollector } from '@scout/collector';
import { startSandbox, type Sandbox } from '@scout/klaviyo-sandbox';

const SITE_KEY = 'pk_bench';
const ADMIN_TOKEN = 'a-token-for-benchmarks';
/** Klaviyo's own time for an answer. */
export const KLAVIYO_LATENCY_MS = 50;

export interface BenchShop {
  sandbox: Sandbox;
  url: string;
  send(batch: object): Promise<void>;
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Resolves once the sandbox has this many events. */
  eventsReach(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A collector with its defaults (5 requests a second) and a Klaviyo that takes 50 ms to answer. */
export async function openShop(): Promise<BenchShop> {
  const sandbox = await startSandbox({ port: 0, latencyMs: KLAVIYO_LATENCY_MS });
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-bench-'));
  const collector = await startCollector({
    config: readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: 'a password for benchmarks',
      ADMIN_TOKEN,
      SITE_KEY,
      KLAVIYO_API_URL: sandbox.url,
      KLAVIYO_PRIVATE_KEY: 'pk_sandbox',
    }),
    log: createLog('error'),
  });
  return {
    sandbox,
    url: collector.url,
    send: async (batch) => {
      const response = await fetch(`${collector.url}/v1/e`, {
        method: 'POST',
        body: JSON.stringify({ key: SITE_KEY, ...batch }),
      });
      if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
      await response.arrayBuffer();
    },
    api: async (method, path, body) => {
      const response = await fetch(`${collector.url}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as never;
    },
    eventsReach: async (count) => {
      const until = Date.now() + 120_000;
      while (sandbox.events().length < count) {
        if (Date.now() > until) throw new Error(`${sandbox.events().length} of ${count} events arrived in 120 s`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    close: async () => {
      await collector.stop();
      await sandbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
