import type { ScoutEvent } from '../../store/event.ts';
import { toStartedCheckout } from './started-checkout.ts';
import type { NamedProperties } from './named-properties.ts';

/** Added to Cart: the product that was added, and the whole cart as a checkout has it, without `Categories`. */
export function toAddedToCart(event: ScoutEvent): NamedProperties {
  const { product } = event;
  const { named, others } = toStartedCheckout(event);
  const { Categories: _, ...cart } = named;
  return {
    named: {
      AddedItemProductName: product?.name,
      AddedItemProductID: product?.product_id,
      AddedItemSKU: product?.sku,
      AddedItemCategories: product?.categories,
      AddedItemImageURL: product?.image_url,
      AddedItemURL: product?.url,
      AddedItemPrice: product?.price,
      AddedItemQuantity: product === undefined ? undefined : (product.quantity ?? 1),
      ...cart,
    },
    others,
  };
}
