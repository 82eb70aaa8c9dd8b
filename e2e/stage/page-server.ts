import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves the same pages on every host; collects what breaks in them. */
export async function startPageServer() {
  const pages = new Map<string, Answerer>();
  /** Messages of errors that nobody in the page caught. */
  const errors: string[] = [];

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://any');
    if (pathname === '/page-error') {
      request
        .setEncoding('utf8')
        .on('data', (text: string) => errors.push(text))
        .on('end', () => response.end());
      return;
    }
    const page = pages.get(pathname);
    if (page) page(request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    pages,
    errors,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Tells the server of every error that reaches the page; `setAhead` moves the page's clock. */
export const WATCH = `
addEventListener('error', (event) => navigator.sendBeacon('/page-error', String(event.message)));
addEventListener('unhandledrejection', (event) => navigator.sendBeacon('/page-error', String(event.reason)));
const RealDate = Date;
function setAhead(ms) {
  window.Date = class extends RealDate {
    constructor(...parts) { if (parts.length > 0) super(...parts); else super(RealDate.now() + ms); }
    static now() { return RealDate.now() + ms; }
  };
}`;
