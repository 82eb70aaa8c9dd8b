/** One SKU in a cart or an order. */
export interface CartLine {
  sku: string;
  quantity: number;
}

export type Cart = readonly CartLine[];

/** Most of one SKU that a cart holds. */
export const MAX_QUANTITY = 20;

/** Adds to the line of that SKU, or makes one at the end; a line never holds more than MAX_QUANTITY. */
export function addToCart(cart: Cart, added: CartLine): Cart {
  const present = cart.find((line) => line.sku === added.sku);
  if (present) return setQuantity(cart, { sku: added.sku, quantity: present.quantity + added.quantity });
  return [...cart, { sku: added.sku, quantity: Math.min(added.quantity, MAX_QUANTITY) }];
}

/** Sets a line's quantity, at most MAX_QUANTITY; 0 or less removes the line. */
export function setQuantity(cart: Cart, { sku, quantity }: CartLine): Cart {
  if (quantity <= 0) return cart.filter((line) => line.sku !== sku);
  return cart.map((line) => (line.sku === sku ? { sku, quantity: Math.min(quantity, MAX_QUANTITY) } : line));
}

export function countItems(cart: Cart): number {
  return cart.reduce((count, line) => count + line.quantity, 0);
}
