import type { ScoutEvent } from '../../store/event.ts';
import { lineTotal } from '../../ingest/money.ts';
import type { KlaviyoEvent } from './klaviyo-event.ts';
import { moneyOf } from './money-of.ts';
import { sessionProperties } from './session-properties.ts';
import { lineUniqueId } from './unique-id.ts';
import { withoutBlanks } from './without-blanks.ts';

/** One Ordered Product for each line of an order. What the shop said of the whole order stays with Placed Order. */
export function toOrderedProducts(event: ScoutEvent): KlaviyoEvent[] {
  const session = sessionProperties(event);
  return event.items.map((item, index) => ({
    metric: 'Ordered Product',
    unique_id: lineUniqueId(event, index + 1),
    time: event.time,
    ...moneyOf(lineTotal(item), event.currency),
    properties: withoutBlanks({
      ...session,
      OrderId: event.order_id,
      ProductID: item.product_id,
      SKU: item.sku,
      ProductName: item.name,
      Variant: item.variant,
      Quantity: item.quantity ?? 1,
      ProductURL: item.url,
      ImageURL: item.image_url,
      Categories: item.categories,
      ProductBrand: item.brand,
    }),
  }));
}
