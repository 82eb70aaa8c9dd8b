import type { EventProperties } from '@scout/wire';
import { dropMissing } from './drop-missing.ts';

type Fields = Record<string, unknown>;

/**
 * The product that a page's markup names: schema.org's Product in JSON-LD (https://schema.org/Product), else Open
 * Graph's product tags (https://ogp.me); an empty object when it names none.
 */
export function toProduct(jsonLd: unknown[], openGraph: Record<string, string>): EventProperties {
  const product = jsonLd
    .flatMap(toNodes)
    .find((node) => toList(node['@type']).some((type) => /Product(Group)?$/.test(String(type))));
  return dropMissing(
    product ? fromJsonLd(product) : openGraph['og:type']?.includes('product') ? fromOpenGraph(openGraph) : {},
  );
}

function fromJsonLd(product: Fields): Fields {
  const offer = toFields(toList(product.offers)[0]);
  const specification = toFields(toList(offer.priceSpecification)[0]);
  return {
    product_id: toText(product.productID) ?? toText(product.productGroupID) ?? toText(product.sku),
    sku: toText(product.sku),
    name: toText(product.name),
    price: toNumber(offer.price ?? offer.lowPrice ?? specification.price),
    currency: toText(offer.priceCurrency ?? specification.priceCurrency),
    url: toText(product.url) ?? toText(offer.url),
    image_url: toText(product.image),
    brand: toText(product.brand),
    categories: toText(product.category)?.split(/\s*[>/]\s*/),
  };
}

function fromOpenGraph(tags: Record<string, string>): Fields {
  return {
    product_id: tags['product:retailer_item_id'],
    name: tags['og:title'],
    price: toNumber(tags['product:price:amount'] ?? tags['og:price:amount']),
    currency: tags['product:price:currency'] ?? tags['og:price:currency'],
    url: tags['og:url'],
    image_url: tags['og:image'],
    brand: tags['product:brand'],
    categories: tags['product:category']?.split(/\s*>\s*/),
  };
}

/** A document is a node, a list of them, or a graph. */
function toNodes(document: unknown): Fields[] {
  return toList(document).flatMap((part) => {
    const node = toFields(part);
    return '@graph' in node ? toNodes(node['@graph']) : [node];
  });
}

/** Text where markup may have a text, a number, an object with a name or url, or a list of those. */
function toText(value: unknown): string | undefined {
  const [first] = toList(value);
  if (typeof first === 'string' || typeof first === 'number') return String(first).trim();
  const { name, url } = toFields(first);
  return name || url ? toText(name ?? url) : undefined;
}

function toNumber(value: unknown): number | undefined {
  return value === '' || value == null || Number.isNaN(Number(value)) ? undefined : Number(value);
}

function toList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
