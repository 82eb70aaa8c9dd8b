import { categories, products } from '../catalog/catalog.ts';
import type { Category } from '../catalog/product.ts';
import { html } from '../html.ts';
import { layout } from './layout.ts';
import { productCard } from './product-card.ts';

/** The products of one category, or all of them. */
export function listPage(category?: Category): string {
  const listed = category ? products.filter((product) => product.category === category.slug) : products;
  const name = category?.name ?? 'Everything';
  const summary = category?.summary ?? 'All that the five workshops have on their shelves this season.';
  const path = category ? `/collections/${category.slug}` : '/products';
  const choice = (href: string, label: string) =>
    html`<li><a href="${href}" ${href === path && html` aria-current="page"`}>${label}</a></li>`;
  return layout({
    title: name,
    description: summary,
    path,
    main: html`<div class="page">
      <header class="page-head">
        <h1>${name}</h1>
        <p>${summary}</p>
        <nav aria-label="Collections">
          <ul class="choices">
            ${choice('/products', 'Everything')}
            ${categories.map((each) => choice(`/collections/${each.slug}`, each.name))}
          </ul>
        </nav>
      </header>
      <ul class="grid" data-testid="products">
        ${listed.map(productCard)}
      </ul>
    </div>`,
  });
}
