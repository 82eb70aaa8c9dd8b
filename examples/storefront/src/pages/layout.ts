import { categories } from '../catalog/catalog.ts';
import { FILL_INS } from '../fill-ins.ts';
import { Html, html } from '../html.ts';
import { formatMoney } from '../money.ts';
import { COUPON, FREE_SHIPPING_FROM_CENTS } from '../pricing.ts';

export interface Page {
  /** Without the shop's name. */
  title: string;
  description: string;
  /** Where the page is served, such as "/products/marsh-mug". */
  path: string;
  main: Html;
  /** More for the head: Open Graph, JSON-LD. */
  head?: Html;
  /** The page's own script in src/browser, without its ending. */
  script?: string;
  /** Pages that belong to one shopper stay out of search engines. */
  private?: boolean;
}

// What a merchant pastes, letter by letter. The first line keeps the calls that are made before the script arrives.
const tag =
  new Html(`<script>window.scout=window.scout||new Proxy({q:[]},{get:(t,m)=>m==='q'?t.q:(...a)=>t.q.push([m,...a])})</script>
<script async src="${FILL_INS.scoutUrl}/s.js" data-key="${FILL_INS.siteKey}"></script>`);

/** The whole document of a page. */
export function layout(page: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} | Saltmarsh</title>
        <meta name="description" content="${page.description}" />
        <meta name="theme-color" content="#f8f5ee" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#141b19" media="(prefers-color-scheme: dark)" />
        ${page.private ? html`<meta name="robots" content="noindex" />` : html`<link rel="canonical" href="${FILL_INS.storeUrl}${page.path}" />`}
        <link rel="icon" href="/images/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/src/styles/shop.css" />
        ${page.head} ${tag}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <p class="banner">
          Free delivery from ${formatMoney(FREE_SHIPPING_FROM_CENTS)}, and ${COUPON.percent} % off with
          <b>${COUPON.code}</b>
        </p>
        ${header(page.path)}
        <main id="main">
          <noscript><p class="notice">The cart and the checkout need JavaScript.</p></noscript>
          ${page.main}
        </main>
        ${footer}
        <script type="module" src="/src/browser/frame.ts"></script>
        ${page.script && html`<script type="module" src="/src/browser/${page.script}.ts"></script>`}
      </body>
    </html> `.text;
}

function header(path: string): Html {
  const link = (href: string, name: string) =>
    html`<a href="${href}" ${path === href && html`aria-current="page"`}>${name}</a>`;
  return html`<header class="header">
    <a class="wordmark" href="/" aria-label="Saltmarsh, home">${mark}<span>Saltmarsh</span></a>
    <nav class="nav" aria-label="Shop">
      ${link('/products', 'Everything')} ${categories.map(({ slug, name }) => link(`/collections/${slug}`, name))}
    </nav>
    <a class="cart-link" href="/cart" data-testid="cart-link">
      ${bag}
      <span>Cart</span>
      <span class="cart-count" data-testid="cart-count">0</span>
    </a>
  </header>`;
}

const mark = html`<svg
  viewBox="0 0 32 36"
  width="26"
  height="30"
  fill="none"
  stroke="currentColor"
  stroke-width="1.8"
  stroke-linecap="round"
  aria-hidden="true"
>
  <path d="M16 32V14M9 32c0-7-1-10-3.4-13.6M23 32c0-7 1-10 3.4-13.6" />
  <path d="M2.5 29.5c5-2.6 8.6 2.6 13.5 0s8.5-2.6 13.5 0" stroke="var(--lavender)" />
  <rect x="13.4" y="3" width="5.2" height="12" rx="2.6" fill="var(--clay)" stroke="none" />
</svg>`;

const bag = html`<svg
  viewBox="0 0 24 24"
  width="22"
  height="22"
  fill="none"
  stroke="currentColor"
  stroke-width="1.6"
  stroke-linejoin="round"
  aria-hidden="true"
>
  <path d="M4.5 8.5h15l-1.2 11.2a1 1 0 0 1-1 .8H6.7a1 1 0 0 1-1-.8z" />
  <path d="M8.5 11V7a3.5 3.5 0 0 1 7 0v4" stroke-linecap="round" />
</svg>`;

const footer = html`<footer class="footer">
  <div class="footer-in">
    <section aria-labelledby="letter-title">
      <h2 id="letter-title">A letter, four times a year</h2>
      <p>What is in the kiln, what came off the loom, and the tide table.</p>
      <form class="letter" data-testid="newsletter">
        <label class="unseen" for="letter-email">Email for the letter</label>
        <input
          id="letter-email"
          type="email"
          name="email"
          autocomplete="email"
          placeholder="you@example.com"
          required
        />
        <button class="button" type="submit">Sign up</button>
      </form>
      <p class="letter-answer" role="status"></p>
    </section>
    <nav aria-label="Footer">
      <h2>Shop</h2>
      <ul>
        ${categories.map(({ slug, name }) => html`<li><a href="/collections/${slug}">${name}</a></li>`)}
        <li><a href="/products">Everything</a></li>
      </ul>
    </nav>
    <section aria-labelledby="demo-title">
      <h2 id="demo-title">About this store</h2>
      <p>
        Saltmarsh is Scout’s demo store: nothing is sold and no money moves. What you do here becomes events; watch them
        arrive in <a href="${FILL_INS.scoutUrl}/">Scout’s dashboard</a>, and what they became in the
        <a href="${FILL_INS.sandboxUrl}/">Klaviyo sandbox</a>.
      </p>
    </section>
  </div>
</footer>`;
