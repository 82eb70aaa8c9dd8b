import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';
import { Hono, type Context } from 'hono';

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  // Recipes to download.
  '.tpl': 'text/plain; charset=utf-8',
  '.php': 'text/plain; charset=utf-8',
};

/** The addresses that the dashboard's own router answers; all get the same document. */
const PAGES = [
  '/',
  '/setup',
  '/start',
  '/events',
  '/events/:id',
  '/destinations',
  '/destinations/:id',
  '/rules',
  '/install',
  '/settings',
];

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Scout collector</title>
<h1>The Scout collector is running</h1>
<p>Its dashboard was not built. Build it with <code>npx vite build packages/dashboard</code> and start the collector again.</p>
<p>Everything else works: events at <code>/v1/e</code>, the tag at <code>/s.js</code>, the admin API at <code>/api</code>.</p>
`;

interface StaticFile {
  etag: string;
  contentType: string;
  body: Uint8Array<ArrayBuffer>;
  /** Made off the main thread, so that nobody waits for it at the start. */
  brotli: Promise<Uint8Array<ArrayBuffer>>;
}

const compress = promisify(brotliCompress);

/** Serves the built dashboard in `directory`, compressed once at start; says so plainly when it was not built. */
export function dashboardRoutes(directory: string): Hono {
  const routes = new Hono();
  const files = loadAll(directory);
  const page = files.get('index.html') ?? toFile('index.html', Buffer.from(NOT_BUILT));
  for (const path of PAGES) routes.get(path, (c) => answer(c, { file: page, cacheControl: 'no-cache' }));
  for (const [name, file] of files) {
    if (name === 'index.html') continue;
    // Names in assets/ carry a hash of their content; others may change under the same name.
    const cacheControl = name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    routes.get(`/${name}`, (c) => answer(c, { file, cacheControl }));
  }
  return routes;
}

async function answer(
  c: Context,
  { file, cacheControl }: { file: StaticFile; cacheControl: string },
): Promise<Response> {
  const isBrotli = (c.req.header('accept-encoding') ?? '').includes('br');
  const etag = `"${file.etag}${isBrotli ? '-br' : ''}"`;
  c.header('etag', etag);
  c.header('cache-control', cacheControl);
  c.header('vary', 'Accept-Encoding');
  c.header('content-security-policy', CSP);
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
  c.header('cross-origin-opener-policy', 'same-origin');
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304);
  c.header('content-type', file.contentType);
  if (isBrotli) c.header('content-encoding', 'br');
  return c.body(isBrotli ? await file.brotli : file.body);
}

function loadAll(directory: string): Map<string, StaticFile> {
  if (!existsSync(join(directory, 'index.html'))) return new Map();
  const names = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in CONTENT_TYPES)
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return new Map(names.map((name) => [name, toFile(name, readFileSync(join(directory, name)))]));
}

function toFile(name: string, content: Buffer): StaticFile {
  return {
    etag: createHash('sha256').update(content).digest('base64url').slice(0, 16),
    contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
    body: new Uint8Array(content),
    brotli: compress(content).then((bytes) => new Uint8Array(bytes)),
  };
}
