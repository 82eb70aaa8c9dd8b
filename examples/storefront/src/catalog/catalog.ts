import { light } from './light.ts';
import { linen } from './linen.ts';
import type { Category, CategorySlug, Product, Variant } from './product.ts';
import { table } from './table.ts';

export const categories: readonly Category[] = [
  {
    slug: 'table',
    name: 'Table',
    summary: 'Stoneware and oak for the long part of a meal, after the plates are cleared.',
    image: 'tideline-bowl.svg',
  },
  {
    slug: 'linen',
    name: 'Linen',
    summary: 'Flax and wool, woven narrow and washed soft, for kitchens, beds and backs.',
    image: 'linen-shirt-indigo.svg',
  },
  {
    slug: 'light',
    name: 'Light',
    summary: 'Candles, lanterns and one very good lamp, for when the afternoons get short.',
    image: 'slipway-lantern.svg',
  },
];

export const products: readonly Product[] = [...table, ...linen, ...light];

/** The product and the variant that a SKU names; undefined when the shop does not have it (any more). */
export function findBySku(sku: string): { product: Product; variant: Variant } | undefined {
  for (const product of products) {
    const variant = product.variants.find((candidate) => candidate.sku === sku);
    if (variant) return { product, variant };
  }
  return undefined;
}

export function categoryName(slug: CategorySlug): string {
  return categories.find((category) => category.slug === slug)?.name ?? slug;
}
