import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { MAX_BROWSER_BATCH_BYTES, type Batch, type BatchEvent } from '@scout/wire';
import { batchSchema, eventSchema } from '@scout/wire/schema';
import { buildFiles } from '../build.ts';

/** What a request to the collector may get in place of the 202: a status with headers, a broken connection, or nothing. */
export type Fault = { status: number; headers?: Record<string, string> } | 'drop' | 'hang';

/** One request that reached `/v1/e`, and how it was answered. */
export interface RecordedRequest {
  batch: Batch;
  /** ms since the epoch */
  at: number;
  contentType: string | undefined;
  status: number | 'drop' | 'hang';
}

export type Shop = Awaited<ReturnType<typeof startShop>>;

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [pasted = '', forTagManager = ''] = [...readme.matchAll(/^```html\n(.*?)^```/gms)].map(([, code]) => code);
/** The line of the README that keeps early calls. */
export const STUB = pasted.split('\n')[0] ?? '';

const files = await buildFiles();

/**
 * A shop and a recording collector on real sockets: every `*.shop.test` is a shop page host, `t.shop.test` the
 * collector, which checks batches as Scout's does, answers 202 and sets the id cookie on `.shop.test`.
 */
export async function startShop() {
  const pages = new Map<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>();
  const requests: RecordedRequest[] = [];
  const rejected: { id: unknown; reason: string }[] = [];
  const faults: Fault[] = [];
  let watchers: (() => void)[] = [];

  const server = createServer((request, response) => {
    const host = toHost(request);
    const { pathname } = new URL(request.url ?? '/', 'http://any');
    const file = files[pathname === '/s.js' ? 'scout.js' : pathname.slice(1)];
    if (host.startsWith('t.') && file !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' }).end(file);
    } else if (host.startsWith('t.') && pathname === '/v1/e') {
      void collect(request, response);
    } else {
      const page = pages.get(pathname);
      if (typeof page === 'function') page(request, response);
      else if (page === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    }
  });

  async function collect(request: IncomingMessage, response: ServerResponse) {
    const origin = request.headers.origin ?? '*';
    const cors = {
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'Retry-After',
    };
    let text = '';
    try {
      for await (const chunk of request.setEncoding('utf8')) text += chunk;
    } catch {
      // Cut off by a page that was closed: it never arrived.
      return;
    }
    const isTooLarge = Buffer.byteLength(text) > MAX_BROWSER_BATCH_BYTES;
    const fault = isTooLarge ? { status: 413 } : faults.shift();
    const batch = JSON.parse(text) as Batch;
    requests.push({
      batch,
      at: Date.now(),
      contentType: request.headers['content-type'],
      status: typeof fault === 'string' ? fault : (fault?.status ?? 202),
    });
    if (fault === 'drop') response.destroy();
    else if (typeof fault === 'object')
      response.writeHead(fault.status, { ...cors, ...('headers' in fault && fault.headers) }).end();
    else if (!fault) {
      batchSchema.parse(batch);
      for (const event of batch.events) {
        const check = eventSchema.safeParse(event);
        if (!check.success) rejected.push({ id: event.id, reason: check.error.message });
      }
      const { visitor_id, session_count, session_id } = batch.context ?? {};
      const seconds = Math.floor(Date.now() / 1000);
      const domain = toHost(request).endsWith('.shop.test') ? '; Domain=shop.test' : '';
      response
        .writeHead(202, {
          ...cors,
          'content-type': 'application/json',
          'set-cookie': `_scout=${visitor_id}.${session_count}.${session_id}.${seconds}; Path=/; Max-Age=34560000; SameSite=Lax${domain}`,
        })
        .end(JSON.stringify({ accepted: batch.events.length, rejected: [] }));
    }
    for (const watch of watchers.splice(0)) watch();
  }

  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const collector = `http://t.shop.test:${port}`;
  const fillIn = (recipe: string) => recipe.replace('https://t.example.com', collector).replace('pk_…', 'pk_test');

  const stored = (): BatchEvent[] => {
    const seen = new Map<string, BatchEvent>();
    for (const { batch, status } of requests) {
      if (status === 202)
        for (const event of batch.events)
          seen.set(event.id, { ...event, context: { ...batch.context, ...event.context } });
    }
    return [...seen.values()];
  };

  return {
    port,
    collector,
    requests,
    /** Events that the contract's own schema refuses. */
    rejected,
    /** One for each coming request, in order; then 202 again. */
    faults,
    origin: (name = 'www') => `http://${name}.shop.test:${port}`,
    /** Serves a page on every shop host; `head` stands where the snippet goes. */
    serve(path: string, html: string | ((request: IncomingMessage, response: ServerResponse) => void)) {
      pages.set(path, html);
    },
    /** The tag as a merchant pastes it. */
    tag: (attributes = '') => fillIn(pasted).replace(' data-key', ` ${attributes} data-key`),
    /** The same as Tag Manager needs it. */
    tagManagerTag: () => fillIn(forTagManager),
    /** Each event that was answered with 202, once, with its batch's context. */
    stored,
    names: () => stored().map((event) => event.name),
    /** Resolves when `isReached` holds, looked at after every request; fails after `limitMs`. */
    async until(isReached: () => boolean, limitMs = 8000) {
      const limit = delay(limitMs, 'late', { ref: false });
      while (!isReached()) {
        const arrival = new Promise<string>((resolve) => watchers.push(() => resolve('arrived')));
        if ((await Promise.race([arrival, limit])) === 'late') {
          throw new Error(`not reached in ${limitMs} ms; requests so far: ${JSON.stringify(requests, null, 1)}`);
        }
      }
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function toHost(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '');
}
