import type { BatchEvent } from '@scout/wire';

/** Batches as a shop's visitors would cause them, and what must stand at Klaviyo in the end. */
export interface ShoppingSeason {
  batches: BatchEvent[][];
  /** `<email> <metric> <unique_id>` of every event, once each. */
  expected: string[];
}

const BATCH = 50;

/**
 * `events` acts of `people` visitors in a fixed order for each seed: views, carts and orders with lines. A third
 * of them browse without an address and leave it with their last act.
 */
export function createShoppingSeason(options: { people: number; events: number; seed: number }): ShoppingSeason {
  const { people, events, seed } = options;
  const random = createRandom(seed);
  const acts: BatchEvent[] = [];
  const expected: string[] = [];
  const expect = (person: number, ...facts: [metric: string, uniqueId: string][]): void => {
    for (const [metric, uniqueId] of facts) expected.push(`p${person}@example.com ${metric} ${uniqueId}`);
  };
  for (let index = 0; index < events; index++) {
    const isLast = index >= events - people;
    const person = isLast ? index - (events - people) : Math.floor(random() * people);
    const id = `act-${index}`;
    const identity = person % 3 === 0 && !isLast ? {} : { email: `p${person}@example.com` };
    const common = { id, identity, context: { visitor_id: `visitor-${person}`, session_id: `session-${person}` } };
    const draw = random();
    if (draw < 0.15) {
      const items = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, line) => ({
        product_id: `${line}`,
        price: 5,
      }));
      acts.push({
        ...common,
        name: 'Purchase',
        properties: { order_id: `order-${index}`, value: 15, currency: 'EUR', items },
      });
      expect(person, ['Placed Order', `order-${index}`]);
      for (const line of items.keys()) expect(person, ['Ordered Product', `order-${index}:${line + 1}`]);
    } else if (draw < 0.4) {
      acts.push({ ...common, name: 'AddToCart', properties: { product_id: 'mug', price: 12, quantity: 1 } });
      expect(person, ['Added to Cart', id]);
    } else {
      acts.push({ ...common, name: 'ViewContent', properties: { product_id: 'mug', name: 'Mug', price: 12 } });
      expect(person, ['Viewed Product', id]);
    }
  }
  const batches = Array.from({ length: Math.ceil(acts.length / BATCH) }, (_, index) =>
    acts.slice(index * BATCH, (index + 1) * BATCH),
  );
  return { batches, expected: expected.toSorted() };
}

/** Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
