import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { fillIn } from './fill-ins.ts';

export interface StoreOptions {
  /** 0 picks a free one. */
  port: number;
  /** Default 0.0.0.0. */
  host?: string;
  /** Where the collector answers, such as "http://localhost:8787": the tag is loaded from there. */
  scoutUrl: string;
  /** The site's public key, `pk_…`. */
  siteKey: string;
  /** Where the footer's link to the Klaviyo sandbox goes. Default http://localhost:8788. */
  sandboxUrl?: string;
  /** The built shop. Default: where `vite build` puts it. */
  dist?: string;
}

export interface Store {
  url: string;
  port: number;
  /** Ends at once: open connections are cut. */
  close(): Promise<void>;
}

/**
 * Serves the built shop and resolves once it listens. Rejects when an option is malformed, when the shop is not
 * built, or with Node's own error (`EADDRINUSE`) when the port is taken.
 */
export async function startStore(options: StoreOptions): Promise<Store> {
  const app = createStoreApp(options);
  const { port, host = '0.0.0.0' } = options;
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: host }, ({ port: bound }) => {
      const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
      resolve({ url: `http://${name}:${bound}`, port: bound, close });
    });
    server.once('error', reject);

    async function close(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    }
  });
}

function createStoreApp(options: StoreOptions): Hono {
  const { sandboxUrl = 'http://localhost:8788', dist = join(import.meta.dirname, '../dist') } = options;
  const values = {
    scoutUrl: toAddress('scoutUrl', options.scoutUrl),
    sandboxUrl: toAddress('sandboxUrl', sandboxUrl),
    siteKey: toSiteKey(options.siteKey),
  };
  const pages = readPages(dist);
  const lost = pages.get('/404') ?? '';
  pages.delete('/404');

  const app = new Hono();
  app.use(
    '/assets/*',
    serveStatic({ root: dist, onFound: (_, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable') }),
  );
  app.use(
    '/images/*',
    serveStatic({ root: dist, onFound: (_, c) => c.header('Cache-Control', 'public, max-age=3600') }),
  );
  app.get('*', (c) => {
    const { origin, pathname, search } = new URL(c.req.url);
    const page = pages.get(pathname);
    const plain = pathname.replace(/\/+$/, '');
    if (!page && pages.has(plain)) return c.redirect(`${plain}${search}`, 301);
    c.header('Cache-Control', 'no-cache');
    return c.html(fillIn(page ?? lost, { ...values, storeUrl: origin }), page ? 200 : 404);
  });
  return app;
}

/** The built pages by the path they are served at: products/marsh-mug.html is /products/marsh-mug. */
function readPages(dist: string): Map<string, string> {
  const pages = new Map<string, string>();
  try {
    for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.html')) continue;
      const path = `/${file.slice(0, -'.html'.length).replaceAll(sep, '/')}`;
      pages.set(path === '/index' ? '/' : path, readFileSync(join(dist, file), 'utf8'));
    }
  } catch (error) {
    throw new Error(
      `The store is not built: expected pages in ${dist}. Build it with: npx vite build examples/storefront`,
      { cause: error },
    );
  }
  return pages;
}

function toAddress(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Error(`${name}: expected an address such as http://localhost:8787, got "${text}"`);
  }
  return url.href.replace(/\/+$/, '');
}

function toSiteKey(text: string): string {
  if (!/^pk_[\w-]+$/.test(text)) throw new Error(`siteKey: expected pk_ and letters or digits, got "${text}"`);
  return text;
}
