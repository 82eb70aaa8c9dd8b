import type { ScoutEvent } from '../../store/event.ts';
import { categoriesOf, itemNames, linesOf, toCartLine } from './lines.ts';
import type { NamedProperties } from './named-properties.ts';

/** Started Checkout: the cart; also what Scout tells of a cart under other metrics. */
export function toStartedCheckout(event: ScoutEvent): NamedProperties {
  return {
    named: {
      OrderId: event.order_id,
      ItemNames: itemNames(event.items),
      CheckoutURL: event.checkout_url,
      Categories: categoriesOf(event.items),
      Items: linesOf(event.items, toCartLine),
      DiscountCode: event.coupon,
      DiscountValue: event.discount,
      tax: event.tax,
      shipping: event.shipping,
    },
    others: event.properties,
  };
}
