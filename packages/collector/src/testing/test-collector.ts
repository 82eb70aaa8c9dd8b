import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch, BatchAnswer } from '@scout/wire';
import type { Clock } from '../clock.ts';
import { startCollector, type Collector } from '../collector.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';

export const ADMIN_TOKEN = 'a-token-for-tests';
export const SITE_KEY = 'pk_test';
export const ORIGIN = 'http://shop.test';

export interface TestCollector extends Collector {
  dataDir: string;
  /** Posts a batch as a page of the shop would. */
  send(batch: Omit<Batch, 'key'> & { key?: string }): Promise<BatchAnswer>;
  /** Calls the admin API; rejects when the answer is no success. */
  api<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** The log's view of one event, as soon as `when` holds for it. */
  eventWhen(id: string, when: (event: LoggedEvent) => boolean): Promise<LoggedEvent>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export interface LoggedEvent {
  id: string;
  name: string;
  email: string | null;
  test: boolean;
  deliveries: {
    id: string;
    metric: string | null;
    status: string;
    reason: string | null;
    note: string | null;
    attempts: number;
    next_at: string | null;
  }[];
  attempts: { method: string; path: string; status: number | null; request: string; answer: string | null }[];
}

/** A real collector on a port of its own, provisioned for one shop and, with `klaviyoApiUrl`, one destination. */
export async function startTestCollector(options: {
  klaviyoApiUrl?: string;
  privateKey?: string;
  dataDir?: string;
  environment?: Record<string, string>;
  clock?: Clock;
  /** Default: the shortest draw, so that retries come at once and always after the same time. */
  random?: () => number;
  klaviyoTimeoutMs?: number;
}): Promise<TestCollector> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'scout-test-'));
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    ADMIN_PASSWORD: 'a password for tests',
    ADMIN_TOKEN,
    // Connecting alone takes four requests; tests of the limit itself set their own.
    KLAVIYO_REQUESTS_PER_SECOND: '50',
    KLAVIYO_TIMEOUT_MS: String(options.klaviyoTimeoutMs ?? 2_000),
    // All tests come from one address.
    INTAKE_LIMIT_PER_ADDRESS: '0',
    SITE_KEY,
    SITE_ORIGINS: ORIGIN,
    ...(options.klaviyoApiUrl === undefined
      ? {}
      : { KLAVIYO_API_URL: options.klaviyoApiUrl, KLAVIYO_PRIVATE_KEY: options.privateKey ?? 'pk_sandbox' }),
    ...options.environment,
  });
  const collector = await startCollector({
    config,
    log: createLog('error'),
    ...(options.clock ? { clock: options.clock } : {}),
    random: options.random ?? (() => 0),
  });
  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${collector.url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= collector.stop());
  return {
    ...collector,
    stop,
    dataDir,
    api,
    send: async (batch) => {
      const response = await fetch(`${collector.url}/v1/e`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'text/plain' },
        body: JSON.stringify({ key: SITE_KEY, ...batch }),
      });
      if (response.status !== 202) throw new Error(`Expected 202, got ${response.status}: ${await response.text()}`);
      return (await response.json()) as BatchAnswer;
    },
    eventWhen: async (id, when) => {
      const stream = await fetch(`${collector.url}/api/log/stream`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      try {
        for await (const _change of stream.body ?? []) {
          const event = await api<LoggedEvent>('GET', `/log/${encodeURIComponent(id)}`).catch(() => undefined);
          if (event && when(event)) return event;
        }
      } finally {
        await stream.body?.cancel().catch(() => {});
      }
      throw new Error(`The stream ended before ${id} was as expected`);
    },
    remove: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Whether every delivery of the event has the status. */
export const every =
  (status: string) =>
  (event: LoggedEvent): boolean =>
    event.deliveries.length > 0 && event.deliveries.every((delivery) => delivery.status === status);
