import { categoryName, products } from '../catalog/catalog.ts';
import type { Product } from '../catalog/product.ts';
import { MAX_QUANTITY } from '../cart.ts';
import { FILL_INS } from '../fill-ins.ts';
import { type Html, html, jsonForScript } from '../html.ts';
import { CURRENCY, formatMoney } from '../money.ts';
import { FREE_SHIPPING_FROM_CENTS } from '../pricing.ts';
import { layout } from './layout.ts';
import { price } from './price.ts';
import { productCard } from './product-card.ts';

export function productPage(product: Product): string {
  const [first] = product.variants;
  const category = categoryName(product.category);
  return layout({
    title: product.name,
    description: product.summary,
    path: `/products/${product.slug}`,
    script: 'product-page',
    head: head(product),
    main: html`<article class="page product">
        <nav class="crumbs" aria-label="Breadcrumb">
          <ol>
            <li><a href="/products">Everything</a></li>
            <li><a href="/collections/${product.category}">${category}</a></li>
            <li aria-current="page">${product.name}</li>
          </ol>
        </nav>
        <div class="product-picture frame">
          <img
            id="picture"
            src="/images/${first.image}"
            alt="${first.imageAlt}"
            width="800"
            height="1000"
            fetchpriority="high"
          />
        </div>
        <div class="product-text">
          <p class="maker">${product.brand}</p>
          <h1>${product.name}</h1>
          <p class="product-price" data-testid="price">${price(product)} <small>VAT included</small></p>
          <p class="lead">${product.summary}</p>
          <form id="add" class="buy">
            ${product.variants.length > 1 ? variantChoice(product) : html`<input type="hidden" name="sku" value="${first.sku}" />`}
            <div class="buy-row">
              <div class="stepper">
                <button type="button" data-step="-1" aria-label="One less">−</button>
                <input
                  type="number"
                  name="quantity"
                  aria-label="Quantity"
                  value="1"
                  min="1"
                  max="${MAX_QUANTITY}"
                  step="1"
                  inputmode="numeric"
                  required
                />
                <button type="button" data-step="1" aria-label="One more">+</button>
              </div>
              <button class="button wide" type="submit" data-testid="add-to-cart">Add to cart</button>
            </div>
            <div class="added" role="status" data-testid="added"></div>
          </form>
          <p>${product.description}</p>
          <dl class="details">
            ${product.details.map(
              ([label, value]) =>
                html`<div>
                  <dt>${label}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
            <div>
              <dt>Delivery</dt>
              <dd>Two to four days, free from ${formatMoney(FREE_SHIPPING_FROM_CENTS)}</dd>
            </div>
          </dl>
        </div>
      </article>
      <section class="band" aria-labelledby="related-title">
        <h2 id="related-title">Goes well with it</h2>
        <ul class="grid">
          ${relatedTo(product).map(productCard)}
        </ul>
      </section>`,
  });
}

/** Four others: those of the same category first, then the next ones of the catalog. */
function relatedTo(product: Product): Product[] {
  const at = products.indexOf(product);
  const others = [...products.slice(at + 1), ...products.slice(0, at)];
  const same = others.filter(({ category }) => category === product.category);
  const rest = others.filter(({ category }) => category !== product.category);
  return [...same, ...rest].slice(0, 4);
}

function variantChoice(product: Product): Html {
  return html`<fieldset class="variants">
    <legend>${product.optionName}</legend>
    ${product.variants.map(
      (variant, index) =>
        html`<label>
          <input type="radio" name="sku" value="${variant.sku}" ${index === 0 && 'checked'} />
          <i class="dot" style="--dot:${variant.swatch}"></i>
          ${variant.label}
        </label>`,
    )}
  </fieldset>`;
}

function head(product: Product): Html {
  const url = `${FILL_INS.storeUrl}/products/${product.slug}`;
  const images = product.variants.map((variant) => `${FILL_INS.storeUrl}/images/${variant.image}`);
  const amount = (product.priceCents / 100).toFixed(2);
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: product.name,
    description: product.description,
    productID: product.id,
    sku: product.variants[0].sku,
    category: `${categoryName(product.category)} > ${product.kind}`,
    brand: { '@type': 'Brand', name: product.brand },
    url,
    image: images,
    offers: product.variants.map((variant) => ({
      '@type': 'Offer',
      name: variant.label,
      sku: variant.sku,
      price: amount,
      priceCurrency: CURRENCY,
      availability: 'https://schema.org/InStock',
      url,
    })),
  };
  return html`<meta property="og:type" content="product" />
    <meta property="og:site_name" content="Saltmarsh" />
    <meta property="og:title" content="${product.name}" />
    <meta property="og:description" content="${product.summary}" />
    <meta property="og:url" content="${url}" />
    <meta property="og:image" content="${images[0]}" />
    <meta property="product:price:amount" content="${amount}" />
    <meta property="product:price:currency" content="${CURRENCY}" />
    <script type="application/ld+json">
      ${jsonForScript(data)}
    </script>`;
}
