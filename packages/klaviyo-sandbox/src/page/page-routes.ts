import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:",
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The page for people at `/`, and its style and scripts below `/page`, as they stand in this folder. */
export function createPageRoutes(): Hono {
  const routes = new Hono();
  routes.get('/', async (context) => context.body(await read('page.html'), 200, headersFor('page.html')));
  routes.get('/page/:file{[a-z-]+\\.(?:css|js)}', async (context) => {
    const file = context.req.param('file');
    const content = await read(file).catch(() => undefined);
    return content === undefined ? context.notFound() : context.body(content, 200, headersFor(file));
  });
  return routes;
}

function read(file: string): Promise<string> {
  return readFile(new URL(file, import.meta.url), 'utf8');
}

function headersFor(file: string): Record<string, string> {
  return { ...HEADERS, 'content-type': TYPES[file.split('.').at(-1) ?? ''] ?? 'text/plain' };
}
