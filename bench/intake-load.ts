import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** The worker that makes the load, so that it shares no thread with what it measures. */
const CONNECTIONS = 64;
const SECONDS = 2;

interface LoadOptions {
  url: string;
  eventsPerRequest: number;
}

parentPort?.postMessage(await generateLoad(workerData as LoadOptions));

/** Keeps every connection busy for the given time, then tells the answered requests a second. */
async function generateLoad({ url, eventsPerRequest }: LoadOptions): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const until = performance.now() + SECONDS * 1_000;
  let answered = 0;
  let last = 0;
  const post = (body: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const outgoing = request(url, { method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(body) } });
      outgoing.once('response', (incoming) => {
        if (incoming.statusCode !== 202) return reject(new Error(`Expected 202, got ${incoming.statusCode}`));
        incoming.resume();
        incoming.once('end', resolve);
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      while (performance.now() < until) {
        await post(batch(last++, eventsPerRequest));
        answered++;
      }
    }),
  );
  agent.destroy();
  return answered / SECONDS;
}

function batch(serial: number, eventsPerRequest: number): string {
  return JSON.stringify({
    key: 'pk_bench',
    sent_at: new Date().toISOString(),
    context: {
      visitor_id: `visitor-${serial % 5_000}`,
      session_id: `session-${serial % 5_000}`,
      session_count: 3,
      is_new_visitor: false,
      utm_source: 'instagram',
      utm_medium: 'social',
      utm_campaign: 'autumn',
      referrer: 'https://www.instagram.com/',
      landing_page: 'https://shop.example/?utm_source=instagram',
      page_url: 'https://shop.example/products/marsh-mug',
      page_title: 'Marsh Mug, Saltmarsh',
      _fbp: 'fb.1.1700000000000.1234567890',
    },
    events: Array.from({ length: eventsPerRequest }, (_, index) => ({
      id: `event-${process.pid}-${Date.now()}-${serial}-${index}`,
      name: 'AddToCart',
      time: new Date().toISOString(),
      properties: {
        product_id: 'mug',
        sku: 'SM-101',
        name: 'Marsh Mug',
        price: 24,
        quantity: 1,
        value: 24,
        currency: 'EUR',
        items: [{ product_id: 'mug', sku: 'SM-101', name: 'Marsh Mug', price: 24, quantity: 1 }],
      },
    })),
  });
}
