import type { ScoutEvent } from '../../store/event.ts';
import { splitAddresses } from './addresses.ts';
import { brandsOf, categoriesOf, itemNames, linesOf, toOrderLine } from './lines.ts';
import type { NamedProperties } from './named-properties.ts';

/** Placed Order, and what happens to that order later: Refunded Order and Cancelled Order. */
export function toPlacedOrder(event: ScoutEvent): NamedProperties {
  const { addresses, others } = splitAddresses(event.properties);
  return {
    named: {
      OrderId: event.order_id,
      Categories: categoriesOf(event.items),
      ItemNames: itemNames(event.items),
      Brands: brandsOf(event.items),
      DiscountCode: event.coupon,
      DiscountValue: event.discount,
      Items: linesOf(event.items, toOrderLine),
      ...addresses,
      tax: event.tax,
      shipping: event.shipping,
      CheckoutURL: event.checkout_url,
    },
    others,
  };
}
