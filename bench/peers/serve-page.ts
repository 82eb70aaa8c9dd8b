import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What tags ask their vendor for before they start; everything else is answered with `{}`. */
const ANSWERS: readonly [path: string, answer: object][] = [
  ['/segment/v1/projects/', { integrations: { 'Segment.io': { apiKey: 'bench' } } }],
  [
    '/rudderstack/sourceConfig',
    {
      source: {
        id: 'bench',
        name: 'bench',
        writeKey: 'bench',
        enabled: true,
        config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
        destinations: [],
        connections: [],
        workspaceId: 'bench',
      },
    },
  ],
];

export interface PageServer {
  origin: string;
  /** All requests but those for the page and the tag; `at` by performance.now(). */
  requests: { path: string; at: number }[];
  close(): void;
}

/** One page at `/`, its tag at `/tag.js`, and an endpoint that answers every other request with 200. */
export async function servePage({ head, code }: { head: string; code: string }): Promise<PageServer> {
  const requests: PageServer['requests'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const send = (type: string, text: string) => {
      response.writeHead(200, {
        'content-type': type,
        // Isolated pages get a clock of 5 µs in place of 100: https://developer.mozilla.org/docs/Web/API/Performance/now
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      });
      response.end(text);
    };
    request.resume();
    if (path === '/') return send('text/html', `<!doctype html><link rel="icon" href="data:,">${head}<h1>Shop</h1>`);
    if (path === '/tag.js') return send('text/javascript', code);
    requests.push({ path, at: performance.now() });
    const [, answer = {}] = ANSWERS.find(([start]) => path.startsWith(start)) ?? [];
    send('application/json', JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
