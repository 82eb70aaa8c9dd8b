import type { EventName } from '@scout/wire';

/** A rule that a new Klaviyo destination starts with. */
export interface DefaultRule {
  event: EventName;
  metric: string;
  enabled: boolean;
}

/** The rules of a new destination: what Klaviyo's flows and revenue live on is on, the rest waits for the owner. */
export const DEFAULT_RULES: readonly DefaultRule[] = [
  { event: 'ViewContent', metric: 'Viewed Product', enabled: true },
  { event: 'AddToCart', metric: 'Added to Cart', enabled: true },
  { event: 'InitiateCheckout', metric: 'Started Checkout', enabled: true },
  { event: 'Purchase', metric: 'Placed Order', enabled: true },
  { event: 'Refund', metric: 'Refunded Order', enabled: true },
  { event: 'Cancel', metric: 'Cancelled Order', enabled: true },
  { event: 'PageView', metric: 'Active on Site', enabled: false },
  { event: 'Search', metric: 'Searched Site', enabled: false },
  { event: 'ViewCategory', metric: 'Viewed Category', enabled: false },
  { event: 'RemoveFromCart', metric: 'Removed from Cart', enabled: false },
  { event: 'AddToWishlist', metric: 'Added to Wishlist', enabled: false },
  { event: 'AddPaymentInfo', metric: 'Added Payment Info', enabled: false },
  { event: 'AddShippingInfo', metric: 'Added Shipping Info', enabled: false },
  { event: 'Lead', metric: 'Submitted Lead', enabled: false },
];

/** The metric an event goes to when its rule names none; `undefined` for an event that Scout does not know. */
export function defaultMetric(name: string): string | undefined {
  return DEFAULT_RULES.find((rule) => rule.event === name)?.metric;
}
