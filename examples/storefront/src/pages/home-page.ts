import { categories, products } from '../catalog/catalog.ts';
import { FILL_INS } from '../fill-ins.ts';
import { html } from '../html.ts';
import { layout } from './layout.ts';
import { productCard } from './product-card.ts';

const FAVOURITES = ['heron-teapot', 'linen-shirt', 'reed-lamp', 'marsh-mug'];

export function homePage(): string {
  const description = 'Small-batch stoneware, linen and light, made by five workshops on one stretch of coast.';
  return layout({
    title: 'Small-batch things for slow houses',
    description,
    path: '/',
    head: html`<meta property="og:type" content="website" />
      <meta property="og:title" content="Saltmarsh" />
      <meta property="og:description" content="${description}" />
      <meta property="og:image" content="${FILL_INS.storeUrl}/images/hero-marsh.svg" />`,
    main: html`<section class="hero">
        <img
          src="/images/hero-marsh.svg"
          alt="A heron standing in a salt marsh at sunrise"
          width="1800"
          height="1100"
          fetchpriority="high"
        />
        <div class="hero-text">
          <h1>Small-batch things for slow houses</h1>
          <p>Stoneware, linen and light, made by five workshops on one stretch of salt marsh.</p>
          <a class="button" href="/products">See everything</a>
        </div>
      </section>
      <section class="band" aria-labelledby="categories-title">
        <h2 id="categories-title" class="unseen">Collections</h2>
        <ul class="tiles">
          ${categories.map(
            ({ slug, name, summary, image }) =>
              html`<li>
                <a class="tile" href="/collections/${slug}">
                  <img src="/images/${image}" alt="" width="800" height="1000" loading="lazy" />
                  <div class="tile-text"><b>${name}</b> <span>${summary}</span></div>
                </a>
              </li>`,
          )}
        </ul>
      </section>
      <section class="band" aria-labelledby="favourites-title">
        <div class="band-head">
          <h2 id="favourites-title">Favourites of the season</h2>
          <a href="/products">All ${products.length} things</a>
        </div>
        <ul class="grid">
          ${FAVOURITES.map((slug) => products.filter((product) => product.slug === slug).map(productCard))}
        </ul>
      </section>
      <section class="story">
        <div>
          <h2>Nothing is made before its time</h2>
          <p>
            The reeds are cut in January. Their ash becomes the glaze in March, when the clay can be dug again. The flax
            is pulled in August and woven through the winter. We sell what there is, and when it is gone we tell you
            when it will be back.
          </p>
        </div>
        <dl>
          <div>
            <dt>Workshops</dt>
            <dd>5</dd>
          </div>
          <div>
            <dt>Farthest from the water</dt>
            <dd>3 km</dd>
          </div>
          <div>
            <dt>Pieces to a kiln</dt>
            <dd>88</dd>
          </div>
        </dl>
      </section>`,
  });
}
