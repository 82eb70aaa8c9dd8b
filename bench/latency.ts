import { KLAVIYO_LATENCY_MS, openShop } from './shop.ts';

const EVENTS = 20;
/** Far enough apart that each event finds nothing waiting and a free slot. */
const APART_MS = 400;

export interface LatencyResult {
  /** From storing the event to settling it, less Klaviyo's own time, in ms. */
  p50_ms: number;
  p95_ms: number;
}

/** How long a single fresh event of a known visitor takes when nothing else waits. */
export async function measureLatency(): Promise<LatencyResult> {
  const shop = await openShop();
  try {
    for (let index = 0; index < EVENTS; index++) {
      await shop.send({
        identity: { email: 'jo@example.com' },
        context: { visitor_id: 'visitor-1', session_id: 'session-1', session_count: 1 },
        events: [
          { id: `event-${index}`, name: 'ViewContent', properties: { product_id: 'mug', name: 'Mug', price: 24 } },
        ],
      });
      await new Promise((resolve) => setTimeout(resolve, APART_MS));
    }
    const { latency_ms } = await shop.api<{ latency_ms: { p50: number; p95: number } }>('GET', '/stats?hours=1');
    return { p50_ms: latency_ms.p50 - KLAVIYO_LATENCY_MS, p95_ms: latency_ms.p95 - KLAVIYO_LATENCY_MS };
  } finally {
    await shop.close();
  }
}
