import { randomUUID } from 'node:crypto';
import type { Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import manifest from '../package.json' with { type: 'json' };
import { startAlerts } from './alerts.ts';
import { systemClock, type Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createDispatcher } from './delivery/dispatcher.ts';
import { KeyLeases } from './delivery/key-leases.ts';
import { createGauges } from './gauges.ts';
import { createApp } from './http/app.ts';
import { PASSWORD_SETTING } from './http/admin/session.ts';
import { createIntakeLimits } from './http/intake-limits.ts';
import { LiveFeed } from './http/live-feed.ts';
import { createRefusedOrigins } from './http/refused-origins.ts';
import { createKlaviyoKind } from './klaviyo/klaviyo-kind.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { provision } from './provision.ts';
import { reseal } from './reseal.ts';
import { checkSecret } from './secret-check.ts';
import { createToken, createVault } from './secrets.ts';
import { openPostgresStore } from './store/postgres/postgres-store.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import { postgresSize, sqliteSize } from './store-size.ts';
import { startUpkeep } from './upkeep.ts';
import { createWebhook } from './webhook.ts';

/** Slow senders are cut: Node's own defaults leave a body open for minutes. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
const CONNECTION_CHECK_MS = 2_000;
const CLOSE_SWEEP_MS = 20;
const CLOSE_WITHIN_MS = 2_000;

export interface Collector {
  /** Where it listens, with the port it got. */
  url: string;
  /** The one-time link for setting the first password; undefined when there is one. */
  setupUrl: string | undefined;
  /** Takes no more requests, lets those under way end, and closes the store. */
  stop(): Promise<void>;
}

export interface CollectorOptions {
  config: Config;
  log: Log;
  clock?: Clock;
  random?: () => number;
}

const TAG_DIRECTORY = fileURLToPath(new URL('../../sdk/dist', import.meta.url));
const DASHBOARD_DIRECTORY = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));

/** Wires the parts together and listens. Rejects when the port is in use or the store cannot be opened. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { config, log, clock = systemClock, random } = options;
  const databasePath = join(config.dataDir, 'scout.db');
  const store =
    config.databaseUrl === undefined
      ? openSqliteStore({ path: databasePath, now: clock.now() })
      : await openPostgresStore({ url: config.databaseUrl, instanceId: randomUUID() });
  const vault = createVault(config.appSecret, config.previousAppSecret);
  if (config.databaseUrl !== undefined) await checkSecret({ store, vault, clock });
  if (config.previousAppSecret !== undefined) {
    const resealed = await reseal({ store, vault, log });
    log.info('stored secrets are sealed with the present APP_SECRET; APP_SECRET_PREVIOUS can go', { resealed });
  }
  const metrics = createMetrics();
  const feed = new LiveFeed();
  store.onChangeElsewhere(() => feed.changed());
  const webhook = createWebhook({ allowPrivate: config.allowPrivateWebhooks });
  const keys = new KeyLeases({ store, clock });
  const kind = createKlaviyoKind({
    baseUrl: config.klaviyoApiUrl,
    requestsPerSecond: config.requestsPerSecond,
    openKey: vault.open,
    askKey: (key) => keys.ask(key),
    clock,
    timeoutMs: config.klaviyoTimeoutMs,
    ...(random ? { random } : {}),
  });
  const dispatcher = createDispatcher({
    store,
    keys,
    keyOf: kind.keyOf,
    connect: kind.connect,
    clock,
    log,
    metrics,
    onSettled: () => feed.changed(),
    ...(random ? { random } : {}),
  });
  const gauges = createGauges({
    store,
    dispatcher,
    clock,
    dataDir: config.dataDir,
    storeSize: config.databaseUrl === undefined ? sqliteSize(databasePath) : postgresSize(config.databaseUrl, clock),
    version: manifest.version,
  });
  const hasPassword = config.adminPassword !== undefined || (await store.setting(PASSWORD_SETTING)) !== null;
  const setupToken = hasPassword ? undefined : createToken('');
  let stopping = false;
  const limits = createIntakeLimits({
    clock,
    log,
    trustedProxies: config.trustedProxies,
    perAddress: config.intakePerAddress,
    perSite: config.intakePerSite,
  });
  const app = createApp({
    admin: {
      store,
      clock,
      vault,
      kind,
      feed,
      refresh: dispatcher.refresh,
      wake: dispatcher.wake,
      retentionDays: config.retentionDays,
      webhook,
      refusedOrigins: createRefusedOrigins({ store, clock, log }),
      allowPrivateWebhooks: config.allowPrivateWebhooks,
    },
    session: {
      store,
      clock,
      adminPassword: config.adminPassword,
      adminToken: config.adminToken,
      setupToken,
      clientOf: limits.clientOf,
      secure: config.publicUrl?.startsWith('https:') ?? false,
    },
    log,
    limits,
    metrics,
    exposeMetrics: async () => metrics.expose() + (await gauges()),
    metricsToken: config.metricsToken,
    tagDirectory: TAG_DIRECTORY,
    dashboardDirectory: DASHBOARD_DIRECTORY,
    publicUrl: config.publicUrl,
    isStopping: () => stopping,
  });

  const listening = await listen(app.fetch, config);
  const url = `http://localhost:${listening.port}`;
  dispatcher.refresh();
  const stopProvisioning = await provision({
    config,
    store,
    vault,
    keys,
    kind,
    clock,
    log,
    refresh: dispatcher.refresh,
  });
  dispatcher.refresh();
  const stopUpkeep = startUpkeep({ store, clock, log, retentionDays: config.retentionDays });
  const stopAlerts = startAlerts({ store, clock, log, vault, webhook });

  return {
    url,
    setupUrl: setupToken === undefined ? undefined : `${config.publicUrl ?? url}/setup?token=${setupToken}`,
    stop: async () => {
      stopping = true;
      if (config.drainMs > 0) {
        await new Promise<void>((resolve) => {
          clock.after(config.drainMs, resolve);
        });
      }
      stopProvisioning();
      const swept = stopUpkeep();
      stopAlerts();
      feed.end();
      await close(listening);
      await Promise.all([dispatcher.stop(), swept]);
      await store.close();
    },
  };
}

interface Listening {
  server: Server;
  port: number;
  /** Answers under way. */
  answering: Set<ServerResponse>;
}

function listen(fetch: Parameters<typeof serve>[0]['fetch'], { port, host }: Config): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const answering = new Set<ServerResponse>();
    const server = serve(
      {
        fetch,
        port,
        hostname: host,
        serverOptions: {
          headersTimeout: HEADERS_TIMEOUT_MS,
          requestTimeout: REQUEST_TIMEOUT_MS,
          connectionsCheckingInterval: CONNECTION_CHECK_MS,
        },
      },
      (info) => resolve({ server, port: info.port, answering }),
    ) as Server;
    server.on('request', (_request, response) => {
      answering.add(response);
      response.once('close', () => answering.delete(response));
    });
    server.once('error', reject);
  });
}

/** Takes no new connections, waits for the answers under way, and ends what is left: connections may be open unused. */
function close({ server, answering }: Listening): Promise<void> {
  return new Promise((resolve) => {
    const until = Date.now() + CLOSE_WITHIN_MS;
    const sweeping = setInterval(() => {
      if (answering.size === 0 || Date.now() > until) server.closeAllConnections();
    }, CLOSE_SWEEP_MS);
    server.close(() => {
      clearInterval(sweeping);
      resolve();
    });
  });
}
