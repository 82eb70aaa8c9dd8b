import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { createAdminRoutes } from './admin/admin-routes.ts';
import { serveApi } from './api/serve-api.ts';
import type { Service } from './api/serve-api.ts';
import type { RecordedEvent } from './books/event-book.ts';
import type { RecordedMetric } from './books/metric-book.ts';
import type { RecordedProfile } from './books/profile-book.ts';
import type { RecordedRequest } from './books/request-log.ts';
import type { Fault } from './faults/fault.ts';
import type { Scope } from './keys.ts';
import type { SandboxOptions } from './options.ts';
import { createPageRoutes } from './page/page-routes.ts';
import { clearState, createState, notify } from './state.ts';

/** A running sandbox. The books are oldest first; the records in them are live and not to be changed. */
export interface Sandbox {
  /** Without a slash at the end: what a client takes as its base address. */
  url: string;
  port: number;
  events: () => RecordedEvent[];
  profiles: () => RecordedProfile[];
  requests: () => RecordedRequest[];
  /** Replaces the list of faults; throws a RangeError on one that makes no sense. */
  setFaults: (faults: readonly Fault[]) => void;
  /** Makes or changes a private key; null revokes it. */
  setKey: (key: string, scopes: readonly Scope[] | null) => void;
  /** Adds a metric that some other integration, such as Shopify, sends to the account. */
  addMetric: (name: string, integration: string) => RecordedMetric;
  /** Empties the books and puts keys, limits and faults back to the start. */
  clear: () => void;
  /** Ends every connection, hanging ones too. */
  close: () => Promise<void>;
}

/** Starts a sandbox; rejects when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    port = 0,
    host = '127.0.0.1',
    latencyMs = 0,
    limits = true,
    bulkRepeats = 'request',
    now = Date.now,
  } = options;
  const state = createState();
  let url = '';
  const service: Service = { state, latencyMs, limits, bulkRepeats, now, url: () => url };
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false });
  app.all('/api/*', (context) => serveApi(context, service));
  app.route('/_sandbox', createAdminRoutes(state, now));
  app.route('/', createPageRoutes());

  const listener = getRequestListener(app.fetch);
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => void listener(incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;

  return {
    url,
    port: taken,
    events: () => state.events.all(),
    profiles: () => state.profiles.all(),
    requests: () => state.requests.all(),
    setFaults: (faults) => {
      state.faults.set(faults);
      notify(state);
    },
    setKey: (key, scopes) => state.keys.set(key, scopes),
    addMetric: (name, integration) => state.metrics.ensure(name, integration, now()),
    clear: () => clearState(state),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
