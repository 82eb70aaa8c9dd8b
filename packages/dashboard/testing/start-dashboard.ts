import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, readConfig, startCollector } from '@scout/collector';
import { startSandbox } from '@scout/klaviyo-sandbox';
import { seedHistory } from './seed-history.ts';

export const PASSWORD = 'correct horse battery';
export const TOKEN = 'dashboard-test-token';

export type Running = Awaited<ReturnType<typeof startDashboard>>;

export interface DashboardOptions {
  /** A history to begin with; it comes with a site (`pk_demo`) and a connected account. */
  history?: { hours: number; events: number };
  /** More of the collector's environment; an empty ADMIN_PASSWORD means none is set. */
  environment?: Record<string, string>;
}

/** A real collector with the built dashboard, on a real sandbox, on free ports, with a database of its own. */
export async function startDashboard({ history, environment = {} }: DashboardOptions = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-dashboard-'));
  const sandbox = await startSandbox();
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    ADMIN_PASSWORD: PASSWORD,
    ADMIN_TOKEN: TOKEN,
    KLAVIYO_API_URL: sandbox.url,
    ALLOW_PRIVATE_WEBHOOKS: 'true',
    ...environment,
  });
  if (history) {
    const path = join(dataDir, 'scout.db');
    await seedHistory({ ...history, path, appSecret: config.appSecret, privateKey: 'pk_sandbox', now: Date.now() });
  }
  let collector = await startCollector({ config, log: createLog('error') });
  const { url, setupUrl } = collector;

  /** The admin API with the token: what a test arranges or looks up beside the browser. */
  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  };

  return {
    url,
    setupUrl,
    sandbox,
    /** An outage: stops, and starts again at the same address on the same data. */
    collector: {
      stop: () => collector.stop(),
      start: async () => {
        collector = await startCollector({
          config: { ...config, port: Number(new URL(url).port) },
          log: createLog('error'),
        });
      },
    },
    api,
    /** Sends a batch as a shop's page would. */
    send: (batch: unknown, origin = 'https://fieldandhearth.example') =>
      fetch(`${url}/v1/e`, { method: 'POST', headers: { origin }, body: JSON.stringify(batch) }),
    stop: async () => {
      await collector.stop();
      await sandbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
