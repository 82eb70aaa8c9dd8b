import { LRUCache } from 'lru-cache';

const WINDOW_MS = 10 * 60_000;
/** Different orders within the window; beyond them an order waits for the owner. */
const MOST_BY_VISITOR = 20;
const MOST_BY_ADDRESS = 60;
const REMEMBERED = 10_000;

export interface OrderSighting {
  /** The order's id, or the event's when it has none. */
  order: string;
  siteId: string;
  visitorId: string | undefined;
  /** What the sender is counted by; undefined when that cannot be said. */
  client: string | undefined;
}

/**
 * Notices who places more orders than a shopper does, as stolen cards are tried out: more than 20 within ten minutes
 * by one visitor, or 60 from one address. Remembers in memory alone; the same order told again counts once.
 */
export function createOrderBursts(): { isUnusual(sighting: OrderSighting, now: number): boolean } {
  const seen = new LRUCache<string, { since: number; orders: Set<string> }>({ max: REMEMBERED });

  const isBeyond = (key: string, { order, most, now }: { order: string; most: number; now: number }): boolean => {
    const known = seen.get(key);
    const window = known && now - known.since < WINDOW_MS ? known : { since: now, orders: new Set<string>() };
    seen.set(key, window);
    if (window.orders.has(order)) return false;
    if (window.orders.size >= most) return true;
    window.orders.add(order);
    return false;
  };

  return {
    isUnusual: ({ order, siteId, visitorId, client }, now) => {
      const byVisitor =
        visitorId !== undefined && isBeyond(`visitor ${siteId} ${visitorId}`, { order, most: MOST_BY_VISITOR, now });
      const byAddress =
        client !== undefined && isBeyond(`address ${siteId} ${client}`, { order, most: MOST_BY_ADDRESS, now });
      return byVisitor || byAddress;
    },
  };
}
