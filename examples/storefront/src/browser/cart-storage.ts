import { type Cart, type CartLine, countItems, MAX_QUANTITY } from '../cart.ts';
import { findBySku } from '../catalog/catalog.ts';
import { readStored, store } from './storage.ts';

export const CART_KEY = 'saltmarsh.cart';

/** The shopper's cart; lines that the shop cannot sell (any more) are left out. */
export function loadCart(): Cart {
  const stored = readStored(CART_KEY);
  return Array.isArray(stored) ? stored.filter(isLine) : [];
}

/** Keeps the cart and shows its count in the header; false when the browser keeps nothing for this site. */
export function saveCart(cart: Cart): boolean {
  const kept = store(CART_KEY, cart);
  showCartCount();
  return kept;
}

export function showCartCount(): void {
  const count = countItems(loadCart());
  const badge = document.querySelector('.cart-count');
  badge?.replaceChildren(String(count));
  badge?.classList.toggle('some', count > 0);
}

function isLine(line: unknown): line is CartLine {
  if (typeof line !== 'object' || line === null || !('sku' in line) || !('quantity' in line)) return false;
  const { sku, quantity } = line;
  if (typeof sku !== 'string' || findBySku(sku) === undefined) return false;
  return typeof quantity === 'number' && Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY;
}
