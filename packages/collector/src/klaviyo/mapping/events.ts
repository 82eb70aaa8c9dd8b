import type { ScoutEvent } from '../../store/event.ts';
import { toAddedToCart } from './added-to-cart.ts';
import { toCustom } from './custom.ts';
import type { KlaviyoEvent } from './klaviyo-event.ts';
import { moneyOf } from './money-of.ts';
import type { NamedProperties } from './named-properties.ts';
import { toOrderedProducts } from './ordered-product.ts';
import { toPlacedOrder } from './placed-order.ts';
import { sessionProperties } from './session-properties.ts';
import { toStartedCheckout } from './started-checkout.ts';
import { uniqueId } from './unique-id.ts';
import { toViewedProduct } from './viewed-product.ts';
import { withoutBlanks } from './without-blanks.ts';

/** Klaviyo's limit for one event. */
const MAX_PROPERTIES = 400;

/** Klaviyo's own properties, which would contradict the event's attributes, and Scout's own mark. */
const RESERVED = new Set(['$value', '$event_id', 'scout_test']);

const SHAPES = new Map<string, (event: ScoutEvent) => NamedProperties>([
  ['ViewContent', toViewedProduct],
  ['AddToCart', toAddedToCart],
  ['InitiateCheckout', toStartedCheckout],
  ['Purchase', toPlacedOrder],
  ['Refund', toPlacedOrder],
  ['Cancel', toPlacedOrder],
]);

/**
 * The Klaviyo events that one Scout event becomes under the metric its rule gives: one, and for a Purchase that goes
 * to "Placed Order" one Ordered Product a line after it. The same event always gives the same unique_ids.
 */
export function toKlaviyoEvents(event: ScoutEvent, metric: string): KlaviyoEvent[] {
  const { named, others } = (SHAPES.get(event.name) ?? toCustom)(event);
  const main: KlaviyoEvent = {
    metric,
    unique_id: uniqueId(event),
    time: event.time,
    // A view is worth nothing to the shop: Klaviyo would count the price as revenue.
    ...(event.name === 'ViewContent' ? {} : moneyOf(event.value, event.currency)),
    properties: addOthers(withoutBlanks({ ...sessionProperties(event), ...named }), others),
  };
  const isOrder = event.name === 'Purchase' && metric === 'Placed Order';
  return isOrder ? [main, ...toOrderedProducts(event)] : [main];
}

/** The shop's own properties stand beside Scout's, never in their place, as far as Klaviyo's limit leaves room. */
function addOthers(properties: Record<string, unknown>, others: Record<string, unknown>): Record<string, unknown> {
  const added = Object.entries(withoutBlanks(others)).filter(
    ([key]) => !RESERVED.has(key) && !Object.hasOwn(properties, key),
  );
  const room = Math.max(0, MAX_PROPERTIES - Object.keys(properties).length);
  return { ...properties, ...Object.fromEntries(added.slice(0, room)) };
}
