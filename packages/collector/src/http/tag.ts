import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { Hono } from 'hono';

/** A browser asks again after an hour; the answer is mostly a 304. */
const CACHE_CONTROL = 'public, max-age=3600, stale-while-revalidate=86400';

interface TagFile {
  etag: string;
  /** Compressed off the main thread, so that nobody waits for it at the start. */
  bodies: Record<'br' | 'gzip' | 'identity', Promise<Uint8Array<ArrayBuffer>>>;
}

const toBrotli = promisify(brotliCompress);
const toGzip = promisify<Uint8Array, { level: number }, Buffer>(gzip);

/**
 * Serves the built tag: `scout.js` of `directory` as `/s.js` and `/scout.js`, its optional parts by their own
 * names. Compressed once, at start. Throws when the tag was not built.
 */
export function tagRoutes(directory: string): Hono {
  const routes = new Hono();
  const names = readdirSync(directory).filter((name) => name.endsWith('.js') && name !== 'index.js');
  if (!names.includes('scout.js')) throw new Error(`Expected the built tag at ${join(directory, 'scout.js')}`);
  for (const name of names) {
    const file = load(join(directory, name));
    for (const path of name === 'scout.js' ? ['/s.js', '/scout.js'] : [`/${name}`]) {
      routes.get(path, async (c) => {
        const accepted = c.req.header('accept-encoding') ?? '';
        const encoding = accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : 'identity';
        const etag = `"${file.etag}-${encoding}"`;
        c.header('etag', etag);
        c.header('cache-control', CACHE_CONTROL);
        c.header('vary', 'Accept-Encoding');
        c.header('access-control-allow-origin', '*');
        c.header('cross-origin-resource-policy', 'cross-origin');
        c.header('x-content-type-options', 'nosniff');
        if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304);
        c.header('content-type', 'text/javascript; charset=utf-8');
        if (encoding !== 'identity') c.header('content-encoding', encoding);
        return c.body(await file.bodies[encoding]);
      });
    }
  }
  return routes;
}

function load(path: string): TagFile {
  const identity = new Uint8Array(readFileSync(path));
  return {
    etag: createHash('sha256').update(identity).digest('base64url').slice(0, 16),
    bodies: {
      br: toBrotli(identity).then((bytes) => new Uint8Array(bytes)),
      gzip: toGzip(identity, { level: 9 }).then((bytes) => new Uint8Array(bytes)),
      identity: Promise.resolve(identity),
    },
  };
}
