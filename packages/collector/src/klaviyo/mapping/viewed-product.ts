import type { ScoutEvent } from '../../store/event.ts';
import type { NamedProperties } from './named-properties.ts';

/** Klaviyo's words for one product: all of Viewed Product, and what other single-product events carry. */
export function toViewedProduct({ product, currency, properties }: ScoutEvent): NamedProperties {
  return {
    named: {
      ProductName: product?.name,
      ProductID: product?.product_id,
      SKU: product?.sku,
      Variant: product?.variant,
      Categories: product?.categories,
      ImageURL: product?.image_url,
      URL: product?.url,
      Brand: product?.brand,
      Price: product?.price,
      CompareAtPrice: product?.compare_at_price,
      currency,
    },
    others: properties,
  };
}
