import type { Item } from '@scout/wire';
import { lineTotal } from '../../ingest/money.ts';

/** An entry of `Items` in Added to Cart and Started Checkout. */
export function toCartLine(item: Item): Record<string, unknown> {
  return { ...toLine(item), ProductCategories: item.categories };
}

/** An entry of `Items` in Placed Order. */
export function toOrderLine(item: Item): Record<string, unknown> {
  return { ...toLine(item), Categories: item.categories, Brand: item.brand };
}

function toLine(item: Item): Record<string, unknown> {
  return {
    ProductID: item.product_id,
    SKU: item.sku,
    ProductName: item.name,
    Variant: item.variant,
    Quantity: item.quantity ?? 1,
    ItemPrice: item.price,
    RowTotal: lineTotal(item),
    ProductURL: item.url,
    ImageURL: item.image_url,
  };
}

/** `ItemNames`: one name a line, in the order of the lines. */
export function itemNames(items: Item[]): string[] | undefined {
  return unlessEmpty(items.flatMap((item) => item.name ?? []));
}

/** `Categories` of a cart or order: each once. */
export function categoriesOf(items: Item[]): string[] | undefined {
  return unlessEmpty([...new Set(items.flatMap((item) => item.categories ?? []))]);
}

/** `Brands` of an order: each once. */
export function brandsOf(items: Item[]): string[] | undefined {
  return unlessEmpty([...new Set(items.flatMap((item) => item.brand ?? []))]);
}

/** `Items`: each line as `toEntry` writes it. */
export function linesOf(items: Item[], toEntry: (item: Item) => Record<string, unknown>) {
  return unlessEmpty(items.map((item) => toEntry(item)));
}

function unlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}
