// Tells Scout of an order from a shop's backend: SCOUT_HOST=https://t.example.com SCOUT_SERVER_KEY=sk_… node node.mjs
// Needs Node 18 or newer and nothing else.
import { setTimeout as delay } from 'node:timers/promises';

const { SCOUT_HOST, SCOUT_SERVER_KEY } = process.env;
const ATTEMPTS = 5;
const TIMEOUT_MS = 10_000;

/** Resolves once Scout has the events; rejects when it refuses them or cannot be reached. */
async function send(batch) {
  const body = JSON.stringify(batch);
  for (let attempt = 1; ; attempt++) {
    let problem;
    let waitSeconds = 2 ** (attempt - 1);
    try {
      const response = await fetch(`${SCOUT_HOST}/v1/e`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SCOUT_SERVER_KEY}`, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.status === 202) {
        const { rejected } = JSON.parse(text);
        if (rejected.length > 0) throw Object.assign(new Error(`refused: ${text}`), { isFinal: true });
        return;
      }
      problem = new Error(`${response.status} ${text}`);
      problem.isFinal = response.status < 500 && response.status !== 408 && response.status !== 429;
      const retryAfter = response.headers.get('retry-after');
      if (retryAfter !== null) waitSeconds = Number(retryAfter) || 0;
    } catch (error) {
      problem = error;
    }
    if (problem.isFinal || attempt === ATTEMPTS) throw problem;
    await delay(waitSeconds * 1000);
  }
}

await send({
  identity: { email: 'jo@example.com', first_name: 'Jo' },
  events: [
    {
      // The same id whenever this order is sent: a repeat is stored once.
      id: 'order-1001',
      name: 'Purchase',
      time: new Date().toISOString(),
      properties: {
        order_id: '1001',
        value: 44.7,
        currency: 'EUR',
        items: [{ product_id: '8', sku: 'MUG-BLUE', name: 'Mug', price: 19.9, quantity: 2 }],
      },
    },
  ],
});
process.stdout.write('Scout has the order.\n');
