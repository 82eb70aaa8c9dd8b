import { type Html, html } from '../html.ts';
import { formatMoney } from '../money.ts';
import type { PricedLine } from '../pricing.ts';

/** One line of a cart or an order; `controls` go where the quantity is otherwise said. */
export function lineView(line: PricedLine, controls?: Html): Html {
  const { product, variant, quantity } = line;
  const each = formatMoney(product.priceCents);
  const option = product.variants.length > 1 ? `${variant.label}, ` : '';
  return html`<li class="line" data-sku="${variant.sku}">
    <a class="frame" href="/products/${product.slug}" tabindex="-1" aria-hidden="true">
      <img src="/images/${variant.image}" alt="" width="800" height="1000" />
    </a>
    <div class="line-text">
      <a class="line-name" href="/products/${product.slug}">${product.name}</a>
      <span class="muted">${option}${each}${controls ? '' : ` × ${quantity}`}</span>
      ${controls}
    </div>
    <span class="line-total">${formatMoney(line.totalCents)}</span>
  </li>`;
}

/** "Marsh Mug, Lavender": a line's name for labels. */
export function lineName({ product, variant }: PricedLine): string {
  return product.variants.length > 1 ? `${product.name}, ${variant.label}` : product.name;
}
