import type { EventProperties, Item } from '@scout/wire';
import { categoryName } from './catalog/catalog.ts';
import type { Product, Variant } from './catalog/product.ts';
import { CURRENCY, toUnits } from './money.ts';
import type { Order } from './order.ts';
import { type PricedLine, priceLines, toTotals } from './pricing.ts';

/** The properties of ViewContent: the product, flat. `origin` makes its addresses absolute. */
export function toViewedProduct(product: Product, variant: Variant, origin: string): EventProperties {
  return { ...toProduct(product, variant, origin), currency: CURRENCY };
}

/** The properties of AddToCart: what was added, flat, beside the whole cart it went into. */
export function toAddedToCart(added: PricedLine, cart: readonly PricedLine[], origin: string): EventProperties {
  return { ...toItem(added, origin), ...toStartedCheckout(cart, origin) };
}

/** The properties of InitiateCheckout: the whole cart, and where to go on with it. */
export function toStartedCheckout(cart: readonly PricedLine[], origin: string): EventProperties {
  return {
    value: toUnits(toTotals(cart).subtotalCents),
    currency: CURRENCY,
    items: cart.map((line) => toItem(line, origin)),
    checkout_url: `${origin}/checkout`,
  };
}

/** The properties of Purchase: `value` is what was paid, with shipping and after the discount. */
export function toPlacedOrder(order: Order, origin: string): EventProperties {
  const lines = priceLines(order.lines);
  const totals = toTotals(lines, order.coupon);
  return {
    order_id: order.id,
    value: toUnits(totals.totalCents),
    currency: CURRENCY,
    ...(order.coupon ? { coupon: order.coupon, discount: toUnits(totals.discountCents) } : {}),
    tax: toUnits(totals.taxCents),
    shipping: toUnits(totals.shippingCents),
    items: lines.map((line) => toItem(line, origin)),
  };
}

function toItem(line: PricedLine, origin: string): Item {
  return { ...toProduct(line.product, line.variant, origin), quantity: line.quantity };
}

function toProduct(product: Product, variant: Variant, origin: string): Item {
  return {
    product_id: product.id,
    sku: variant.sku,
    name: product.name,
    price: toUnits(product.priceCents),
    url: `${origin}/products/${product.slug}`,
    image_url: `${origin}/images/${variant.image}`,
    categories: [categoryName(product.category), product.kind],
    brand: product.brand,
    ...(product.variants.length > 1 ? { variant: variant.label } : {}),
    ...(product.compareAtCents ? { compare_at_price: toUnits(product.compareAtCents) } : {}),
  };
}
