export type CategorySlug = 'table' | 'linen' | 'light';

export interface Category {
  slug: CategorySlug;
  name: string;
  summary: string;
  /** File in public/images. */
  image: string;
}

/** What is put into a cart: one SKU of a product. */
export interface Variant {
  sku: string;
  /** Such as "Lavender"; shown only when a product has several. */
  label: string;
  /** File in public/images. */
  image: string;
  imageAlt: string;
  /** CSS colour of its dot in the choice. */
  swatch: string;
}

export interface Product {
  id: string;
  slug: string;
  name: string;
  category: CategorySlug;
  /** The narrower category, such as "Mugs". */
  kind: string;
  /** The maker. */
  brand: string;
  priceCents: number;
  /** The price before a reduction. */
  compareAtCents?: number;
  summary: string;
  description: string;
  details: readonly (readonly [label: string, value: string])[];
  /** What the variants differ in, such as "Glaze". */
  optionName: string;
  /** At least one; the first is shown first. */
  variants: readonly [Variant, ...Variant[]];
}
