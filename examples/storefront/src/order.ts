import type { Cart } from './cart.ts';

export interface Customer {
  email: string;
  firstName: string;
  lastName: string;
}

export interface Order {
  id: string;
  /** ISO 8601. */
  placedAt: string;
  customer: Customer;
  lines: Cart;
  coupon?: string;
}

// Without the letters and digits that people misread.
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** An order id such as SM-261123-7KQ4M2: the day (UTC) and six characters made from `random` (6 bytes or more). */
export function createOrderId(now: Date, random: Uint8Array): string {
  const day = now.toISOString().slice(2, 10).replaceAll('-', '');
  const suffix = Array.from(random.subarray(0, 6), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `SM-${day}-${suffix}`;
}
