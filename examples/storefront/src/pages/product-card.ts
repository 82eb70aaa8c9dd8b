import type { Product } from '../catalog/product.ts';
import { type Html, html } from '../html.ts';
import { price } from './price.ts';

/** A product in a list: one link with picture, name and price. */
export function productCard(product: Product): Html {
  const [first] = product.variants;
  return html`<li class="card">
    <a href="/products/${product.slug}" data-testid="product-card">
      <div class="frame">
        <img src="/images/${first.image}" alt="" width="800" height="1000" loading="lazy" />
        ${product.compareAtCents !== undefined && html`<span class="badge">Reduced</span>`}
      </div>
      <div class="card-name">${product.name}</div>
      <div class="card-line"><span class="maker">${product.brand}</span> ${price(product)}</div>
      ${product.variants.length > 1 && dots(product)}
    </a>
  </li>`;
}

function dots({ variants, optionName }: Product): Html {
  const names = variants.map((variant) => variant.label).join(' or ');
  return html`<div class="dots">
    <span class="unseen">${optionName}: ${names}</span>
    ${variants.map((variant) => html`<i class="dot" style="--dot:${variant.swatch}"></i>`)}
  </div>`;
}
