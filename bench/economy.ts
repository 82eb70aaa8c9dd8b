import { openShop, type BenchShop } from './shop.ts';

const REQUESTS_PER_SECOND = 5;

export interface EconomyRow {
  case: string;
  requests: number;
  seconds: number;
  /** A profile upsert and an event call for each Klaviyo event, one after the other, at 5 a second. */
  naive_requests: number;
  naive_seconds: number;
}

const person = (index: number) => ({
  identity: { email: `person-${index}@example.com` },
  context: { visitor_id: `visitor-${index}`, session_id: `session-${index}`, session_count: 1, is_new_visitor: true },
});
const view = (id: string) => ({
  id,
  name: 'ViewContent',
  properties: { product_id: 'mug', name: 'Marsh Mug', price: 24, currency: 'EUR', url: 'https://shop.example/mug' },
});
const order = (id: string, lines: number) => ({
  id,
  name: 'Purchase',
  properties: {
    order_id: id,
    currency: 'EUR',
    value: lines * 10,
    items: Array.from({ length: lines }, (_, line) => ({
      product_id: `p${line}`,
      name: `P${line}`,
      price: 10,
      quantity: 1,
    })),
  },
});

/** What the cases of the request economy cost, against a Klaviyo that takes 50 ms to answer. */
export async function measureEconomy(): Promise<EconomyRow[]> {
  const shop = await openShop();
  try {
    return [
      await measure(shop, {
        name: "a new visitor's event",
        events: 1,
        act: () => shop.send({ ...person(1), events: [view('new')] }),
      }),
      await measure(shop, {
        name: "a known visitor's event",
        events: 1,
        act: () => shop.send({ ...person(1), events: [view('known')] }),
      }),
      await measure(shop, {
        name: "a new visitor's order with 12 lines",
        events: 13,
        act: () => shop.send({ ...person(2), events: [order('order-12', 12)] }),
      }),
      await measure(shop, { name: '10,000 views by 2,000 people, waiting', events: 10_000, act: await waiting(shop) }),
    ];
  } finally {
    await shop.close();
  }
}

async function measure(
  shop: BenchShop,
  { name, events, act }: { name: string; events: number; act: () => Promise<void> },
): Promise<EconomyRow> {
  // The limiter's second of the case before must not count for this one.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const requestsBefore = shop.sandbox.requests().length;
  const eventsBefore = shop.sandbox.events().length;
  const startedAt = performance.now();
  await act();
  await shop.eventsReach(eventsBefore + events);
  return {
    case: name,
    requests: shop.sandbox.requests().length - requestsBefore,
    seconds: Math.round(performance.now() - startedAt) / 1_000,
    naive_requests: events * 2,
    naive_seconds: (events * 2) / REQUESTS_PER_SECOND,
  };
}

/** Stores the backlog while the destination is paused; what is measured is the resuming and all after it. */
async function waiting(shop: BenchShop): Promise<() => Promise<void>> {
  const [destination] = await shop.api<{ id: string }[]>('GET', '/destinations');
  const path = `/destinations/${destination?.id}`;
  await shop.api('PATCH', path, { status: 'PAUSED' });
  for (let index = 0; index < 2_000; index++) {
    const events = Array.from({ length: 5 }, (_, each) => view(`view-${index}-${each}`));
    await shop.send({ ...person(10 + index), events });
  }
  return async () => {
    await shop.api('PATCH', path, { status: 'ACTIVE' });
  };
}
