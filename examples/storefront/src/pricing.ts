import type { Cart } from './cart.ts';
import { findBySku } from './catalog/catalog.ts';
import type { Product, Variant } from './catalog/product.ts';

export const FREE_SHIPPING_FROM_CENTS = 7500;
export const COUPON = { code: 'MARSH10', percent: 10 };

const SHIPPING_CENTS = 490;
const VAT_PERCENT = 23;

export interface PricedLine {
  product: Product;
  variant: Variant;
  quantity: number;
  totalCents: number;
}

export interface Totals {
  subtotalCents: number;
  discountCents: number;
  shippingCents: number;
  totalCents: number;
  /** The VAT that the total contains. */
  taxCents: number;
}

/** The cart's lines with what they cost; SKUs that the shop does not have are left out. */
export function priceLines(cart: Cart): PricedLine[] {
  return cart.flatMap(({ sku, quantity }) => {
    const found = findBySku(sku);
    return found ? [{ ...found, quantity, totalCents: found.product.priceCents * quantity }] : [];
  });
}

/** What the lines come to, after the coupon (spelled in any case) and with shipping. */
export function toTotals(lines: readonly PricedLine[], coupon?: string): Totals {
  const subtotalCents = lines.reduce((sum, line) => sum + line.totalCents, 0);
  const discountCents = coupon && isCoupon(coupon) ? Math.round((subtotalCents * COUPON.percent) / 100) : 0;
  const goodsCents = subtotalCents - discountCents;
  const shippingCents = goodsCents === 0 || goodsCents >= FREE_SHIPPING_FROM_CENTS ? 0 : SHIPPING_CENTS;
  const totalCents = goodsCents + shippingCents;
  const taxCents = Math.round((totalCents * VAT_PERCENT) / (100 + VAT_PERCENT));
  return { subtotalCents, discountCents, shippingCents, totalCents, taxCents };
}

export function isCoupon(text: string): boolean {
  return text.trim().toUpperCase() === COUPON.code;
}
