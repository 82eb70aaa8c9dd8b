import type { Item } from '@scout/wire';
import { createFieldReader } from './field-reader.ts';
import type { FieldReader } from './field-reader.ts';
import { refusal } from './findings.ts';
import type { Findings } from './findings.ts';
import { isObject } from './is-object.ts';
import { present } from './present.ts';
import { spellings } from './spellings.ts';
import type { Spelling } from './spellings.ts';

const MAX_ITEMS = 500;

/** An item's fields as Scout, GA4, Meta, Segment, Shopify and Klaviyo's own snippets spell them. */
const ITEM_SPELLINGS = spellings({
  product_id: ['item_id', 'content_id', 'added_item_product_id', 'id'],
  sku: ['item_sku', 'product_sku', 'added_item_sku'],
  name: ['item_name', 'product_name', 'added_item_product_name', 'content_name', 'title', 'product_title'],
  price: ['item_price', 'unit_price', 'product_price', 'added_item_price'],
  quantity: ['item_quantity', 'added_item_quantity', 'qty'],
  url: ['product_url', 'item_url', 'added_item_url'],
  image_url: ['product_image_url', 'item_image_url', 'added_item_image_url', 'image'],
  categories: [
    'category',
    'item_category',
    'product_categories',
    'product_category',
    'added_item_categories',
    'content_category',
  ],
  item_category2: [],
  item_category3: [],
  item_category4: [],
  item_category5: [],
  brand: ['item_brand', 'product_brand', 'vendor'],
  variant: ['item_variant', 'product_variant', 'variant_title'],
  compare_at_price: [],
});

type ItemField = typeof ITEM_SPELLINGS extends ReadonlyMap<string, Spelling<infer Field>> ? Field : never;

/** Reads `items`, `contents` or `products`: an array of objects, or of bare ids. More than 500 are refused. */
export function readLines(list: unknown, findings: Findings): Item[] {
  const entries = isObject(list) ? [list] : list;
  if (!Array.isArray(entries) || entries.length > MAX_ITEMS) {
    findings.refusals.push(refusal('items', `an array of at most ${MAX_ITEMS} items`, list));
    return [];
  }
  return entries.map((entry: unknown, index) => readLine(entry, { index, findings }));
}

function readLine(entry: unknown, { index, findings }: { index: number; findings: Findings }): Item {
  const path = `items[${index}]`;
  const source = typeof entry === 'string' || typeof entry === 'number' ? { id: entry } : entry;
  if (!isObject(source)) {
    findings.refusals.push(refusal(path, 'an object such as {"product_id": "42", "price": 9.5}', entry));
    return {};
  }
  return readItem(createFieldReader({ source, spellings: ITEM_SPELLINGS, findings, path: `${path}.` }));
}

/** The one product of an event, the lines beside it, and the properties that said neither. */
export interface ProductReading {
  product?: Item;
  items: Item[];
  rest: Record<string, unknown>;
}

/**
 * The product an event is about: written flat among the event's `properties`, else the first of its `lines`
 * (GA4 lists only what was added). A flat product and its own line complete each other; without lines
 * the flat product is the only one.
 */
export function readProduct(
  { properties, lines }: { properties: Record<string, unknown>; lines: Item[] },
  findings: Findings,
): ProductReading {
  const reader = createFieldReader({ source: properties, spellings: ITEM_SPELLINGS, findings });
  const [first] = lines;
  const named = reader.has('product_id') || reader.has('sku') || reader.has('name');
  if (!named && lines.length > 1) return { ...present({ product: first }), items: lines, rest: properties };

  const flat = readItem(reader);
  const rest = reader.rest();
  if (Object.keys(flat).length === 0) return { ...present({ product: first }), items: lines, rest };
  if (first === undefined) return { product: flat, items: [flat], rest };
  return { ...joinProductAndLines(flat, lines), rest };
}

function joinProductAndLines(flat: Item, lines: Item[]): { product: Item; items: Item[] } {
  const index = lines.findIndex((line) => isSameProduct(line, flat) || (lines.length === 1 && agree(line, flat)));
  const line = lines[index];
  if (line === undefined) return { product: flat, items: lines };
  // In a cart of several lines a line's quantity is what lies in the cart, the flat one what was added just now.
  const { quantity: inCart, ...lineFacts } = line;
  const { quantity: acted, ...flatFacts } = flat;
  const alone = lines.length === 1;
  const product = present({ ...lineFacts, ...flatFacts, quantity: acted ?? (alone ? inCart : undefined) });
  const completed = present({ ...flatFacts, ...lineFacts, quantity: inCart ?? (alone ? acted : undefined) });
  return { product, items: lines.with(index, completed) };
}

function isSameProduct(a: Item, b: Item): boolean {
  const shared = (['product_id', 'sku', 'name'] as const).some((key) => a[key] !== undefined && a[key] === b[key]);
  return shared && agree(a, b);
}

function agree(a: Item, b: Item): boolean {
  return (['product_id', 'sku'] as const).every((key) => (a[key] ?? b[key]) === (b[key] ?? a[key]));
}

function readItem(reader: FieldReader<ItemField>): Item {
  const categories = [
    ...reader.texts('categories'),
    ...reader.texts('item_category2'),
    ...reader.texts('item_category3'),
    ...reader.texts('item_category4'),
    ...reader.texts('item_category5'),
  ];
  return present({
    product_id: reader.id('product_id'),
    sku: reader.id('sku'),
    name: reader.text('name'),
    price: reader.number('price'),
    quantity: reader.quantity('quantity'),
    url: reader.text('url'),
    image_url: reader.text('image_url'),
    categories: categories.length > 0 ? [...new Set(categories)] : undefined,
    brand: reader.text('brand'),
    variant: reader.text('variant'),
    compare_at_price: reader.number('compare_at_price'),
  });
}
