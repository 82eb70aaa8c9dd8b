import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { products } from './catalog/catalog.ts';
import { startStore, type StoreOptions } from './server.ts';

const root = join(import.meta.dirname, '..');
let dist: string;

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'storefront-'));
  await build({ root, configFile: join(root, 'vite.config.ts'), build: { outDir: dist } });
}, 30_000);
afterAll(() => rm(dist, { recursive: true }));

async function start(options: Partial<StoreOptions> = {}) {
  const store = await startStore({
    port: 0,
    host: '127.0.0.1',
    scoutUrl: 'https://t.shop.example/',
    siteKey: 'pk_test1',
    dist,
    ...options,
  });
  onTestFinished(() => store.close());
  return store;
}

test.each(['/', '/products', '/collections/linen', '/products/linen-shirt', '/cart', '/checkout', '/thank-you'])(
  '%s loads the tag from the given collector with the given key, as it is pasted',
  async (path) => {
    const { url } = await start({ sandboxUrl: 'http://localhost:9988' });
    const answer = await fetch(url + path);
    expect(answer.status).toBe(200);
    const page = await answer.text();
    expect(page).toContain(
      `<script>window.scout=window.scout||new Proxy({q:[]},{get:(t,m)=>m==='q'?t.q:(...a)=>t.q.push([m,...a])})</script>
<script async src="https://t.shop.example/s.js" data-key="pk_test1"></script>`,
    );
    expect(page).toContain('href="http://localhost:9988/"');
    expect(page).not.toContain('.invalid');
    expect(page).not.toContain('pk_invalid');
  },
);

test('every product has a page with its picture, Open Graph and JSON-LD by absolute addresses', async () => {
  const { url } = await start();
  for (const { slug, name, variants, priceCents } of products) {
    const page = await (await fetch(`${url}/products/${slug}`)).text();
    const json = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(json)).toMatchObject({ name, url: `${url}/products/${slug}` });
    expect(page).toContain(`<meta property="og:image" content="${url}/images/${variants[0].image}" />`);
    expect(page).toContain(`<meta property="product:price:amount" content="${(priceCents / 100).toFixed(2)}" />`);
    for (const { image } of variants) {
      const picture = await fetch(`${url}/images/${image}`);
      expect(picture.headers.get('content-type')).toContain('image/svg+xml');
      expect(await picture.text()).toMatch(/^<svg [^]*<\/svg>\s*$/);
    }
  }
});

test('the scripts and styles that a page names are there', async () => {
  const { url } = await start();
  const page = await (await fetch(`${url}/products/marsh-mug`)).text();
  const assets = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  expect(assets.some((path) => path?.endsWith('.css'))).toBe(true);
  expect(assets.some((path) => path?.endsWith('.js'))).toBe(true);
  for (const path of assets) expect((await fetch(`${url}${path}`)).status).toBe(200);
});

test.each(['/products/anvil', '/404', '/index.html', '/images/none.svg', '/images/%2e%2e/index.html'])(
  '%s answers 404 with a page of the shop',
  async (path) => {
    const { url } = await start();
    const answer = await fetch(url + path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('The tide has been here');
  },
);

test('a trailing slash leads to the clean address and keeps the query', async () => {
  const { url } = await start();
  const answer = await fetch(`${url}/products/marsh-mug/?utm_source=mail`, { redirect: 'manual' });
  expect(answer.status).toBe(301);
  expect(answer.headers.get('location')).toBe('/products/marsh-mug?utm_source=mail');
});

test('malformed options and a missing build are refused with what was expected', async () => {
  await expect(start({ scoutUrl: 'localhost:8787' })).rejects.toThrow('scoutUrl: expected an address such as');
  await expect(start({ siteKey: 'sk_1"' })).rejects.toThrow('siteKey: expected pk_');
  await expect(start({ dist: join(dist, 'none') })).rejects.toThrow('The store is not built');
});

test('a taken port is refused until the store that has it is closed', async () => {
  const first = await start();
  await expect(start({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  // A browser keeps its connection open; closing does not wait for it.
  await (await fetch(first.url)).text();
  await first.close();
  const second = await start({ port: first.port });
  expect((await fetch(second.url)).status).toBe(200);
});
