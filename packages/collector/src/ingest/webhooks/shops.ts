import type { Shop } from './shop.ts';
import { shopify } from './shopify.ts';
import { woocommerce } from './woocommerce.ts';

/** The shops whose order webhooks are understood, by the name in `/v1/hooks/<name>/<site id>`. */
export const SHOPS = { shopify, woocommerce } as const satisfies Record<string, Shop>;

export type ShopName = keyof typeof SHOPS;

export function isShopName(name: string): name is ShopName {
  return Object.hasOwn(SHOPS, name);
}
