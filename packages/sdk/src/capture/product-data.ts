import type { EventProperties } from '@scout/wire';
import type { Scout } from '../start-scout.ts';
import { toProduct } from './product-markup.ts';

const VIEWS = /^(view_?content|view_?item|viewed product|product viewed)$/i;
const NAMES_A_PRODUCT = ['product_id', 'sku', 'name', 'items', 'content_ids', 'contents', 'item_id', 'item_name'];

/**
 * Fills a ViewContent that names no product from what the page says of its product for search engines and social
 * networks: JSON-LD, else Open Graph. What the event says itself stands.
 */
export function captureProductData(scout: Scout): void {
  const { enrich } = scout;
  scout.enrich = (name, given) => {
    const properties = enrich ? enrich(name, given) : given;
    if (!VIEWS.test(name) || NAMES_A_PRODUCT.some((property) => property in properties)) return properties;
    return { ...readProduct(), ...properties };
  };
}

function readProduct(): EventProperties {
  const documents: unknown[] = [];
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    try {
      documents.push(JSON.parse(script.textContent ?? ''));
    } catch {
      // Broken markup of one widget says nothing about the others.
    }
  }
  const metas: Record<string, string> = {};
  for (const meta of document.querySelectorAll('meta[property]')) {
    metas[meta.getAttribute('property') ?? ''] ??= meta.getAttribute('content') ?? '';
  }
  return toProduct(documents, metas);
}
