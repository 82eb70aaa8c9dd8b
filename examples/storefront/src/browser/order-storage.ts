import type { Order } from '../order.ts';
import { readStored, store } from './storage.ts';

const LAST_ORDER_KEY = 'saltmarsh.order';
const REPORTED_KEY = 'saltmarsh.order.reported';

/** Keeps the order for the thank-you page, in place of an earlier one. */
export function saveOrder(order: Order): void {
  store(LAST_ORDER_KEY, order);
}

/** The last order placed in this browser, if it has that id. */
export function findOrder(id: string): Order | undefined {
  const stored = readStored(LAST_ORDER_KEY);
  return isOrder(stored) && stored.id === id ? stored : undefined;
}

/** True the first time only: a thank-you page is reloaded, and shared between tabs. */
export function claimReport(id: string): boolean {
  if (readStored(REPORTED_KEY) === id) return false;
  return store(REPORTED_KEY, id);
}

// Written by this shop alone: enough to tell an order from another program's value.
function isOrder(value: unknown): value is Order {
  return typeof value === 'object' && value !== null && 'id' in value && 'customer' in value && 'lines' in value;
}
