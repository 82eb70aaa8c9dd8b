import type { Context, Identity, Item } from '@scout/wire';

/** Who vouches for an event: a browser can be made to say anything, a backend holds the server key. */
export type EventSource = 'browser' | 'server' | 'dashboard';

/**
 * One act of a shopper in its one canonical form, whatever spelling it came in.
 * Absent means unknown: no field is ever `null` or an empty string.
 */
export interface ScoutEvent {
  /** As it was sent. Unique per site. */
  id: string;
  /** Canonical where Scout knows the event ("Purchase" for "order_completed"), else as it was sent. */
  name: string;
  /** When the shopper acted: ISO 8601, UTC, milliseconds. */
  time: string;
  source: EventSource;
  /** Made by "send test event"; marked all the way to Klaviyo. */
  test: boolean;
  identity: Identity;
  context: Context;
  order_id?: string;
  /** The whole cart or order (or the product viewed), in units of `currency`. */
  value?: number;
  /** ISO 4217, upper case. */
  currency?: string;
  coupon?: string;
  discount?: number;
  tax?: number;
  shipping?: number;
  checkout_url?: string;
  /** The one product that was viewed, added, removed or wished for; unknown for every other event. */
  product?: Item;
  /** Lines of the cart or order as far as they were sent; the `product` alone when no lines were. */
  items: Item[];
  /** What the shop sent beyond the fields above, unchanged. */
  properties: Record<string, unknown>;
  /** What was corrected or left out on the way in, for people. */
  notes?: string[];
}
