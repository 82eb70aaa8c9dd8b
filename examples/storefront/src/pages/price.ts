import type { Product } from '../catalog/product.ts';
import { type Html, html } from '../html.ts';
import { formatMoney } from '../money.ts';

/** The price, beside the one before a reduction. */
export function price(product: Product): Html {
  const now = formatMoney(product.priceCents);
  if (product.compareAtCents === undefined) return html`<span class="price">${now}</span>`;
  const before = html`<s><span class="unseen">Before </span>${formatMoney(product.compareAtCents)}</s>`;
  return html`<span class="price"
    >${before} <b><span class="unseen">now </span>${now}</b></span
  >`;
}
