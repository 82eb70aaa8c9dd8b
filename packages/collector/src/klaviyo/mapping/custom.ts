import type { ScoutEvent } from '../../store/event.ts';
import type { NamedProperties } from './named-properties.ts';
import { toStartedCheckout } from './started-checkout.ts';
import { toViewedProduct } from './viewed-product.ts';

/** Every event without a shape of its own: its product and its cart in Klaviyo's words where it has them. */
export function toCustom(event: ScoutEvent): NamedProperties {
  const cart = toStartedCheckout(event).named;
  const named = event.product === undefined ? cart : { ...cart, ...toViewedProduct(event).named };
  return { named, others: event.properties };
}
