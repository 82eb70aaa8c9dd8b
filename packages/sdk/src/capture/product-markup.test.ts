import { expect, test } from 'vitest';
import { toProduct } from './product-markup.ts';

test("schema.org's Product is read, in a graph and among other nodes", () => {
  const markup = {
    '@context': 'https://schema.org',
    '@graph': [
      { '@type': 'BreadcrumbList' },
      {
        '@type': ['Product', 'Thing'],
        name: 'Mug',
        sku: 'M-1',
        productID: 'P1',
        image: ['https://shop.com/1.jpg', 'https://shop.com/2.jpg'],
        brand: { '@type': 'Brand', name: 'Acme' },
        category: 'Home > Kitchen',
        offers: [{ '@type': 'Offer', price: '12.50', priceCurrency: 'EUR', url: 'https://shop.com/mug' }],
      },
    ],
  };
  expect(toProduct(['junk', null, markup], {})).toEqual({
    product_id: 'P1',
    sku: 'M-1',
    name: 'Mug',
    price: 12.5,
    currency: 'EUR',
    url: 'https://shop.com/mug',
    image_url: 'https://shop.com/1.jpg',
    brand: 'Acme',
    categories: ['Home', 'Kitchen'],
  });
});

test('a price range gives its lowest price, a price specification its price', () => {
  expect(
    toProduct([{ '@type': 'Product', name: 'A', offers: { lowPrice: 5, highPrice: 9, priceCurrency: 'USD' } }], {}),
  ).toMatchObject({
    price: 5,
    currency: 'USD',
  });
  const specified = {
    '@type': 'Product',
    name: 'A',
    offers: { priceSpecification: { price: '7', priceCurrency: 'USD' } },
  };
  expect(toProduct([specified], {})).toMatchObject({ price: 7, currency: 'USD' });
});

test('a price that is no number is left out', () => {
  expect(toProduct([{ '@type': 'Product', name: 'A', offers: { price: '1.234,50' } }], {})).toEqual({ name: 'A' });
});

test("Open Graph's product tags serve where there is no JSON-LD", () => {
  const tags = {
    'og:type': 'product',
    'og:title': 'Mug',
    'og:image': 'https://shop.com/1.jpg',
    'og:url': 'https://shop.com/mug',
    'product:price:amount': '12.50',
    'product:price:currency': 'EUR',
    'product:retailer_item_id': 'P1',
  };
  const product = toProduct([], tags);
  expect(product).toEqual({
    product_id: 'P1',
    name: 'Mug',
    price: 12.5,
    currency: 'EUR',
    url: 'https://shop.com/mug',
    image_url: 'https://shop.com/1.jpg',
  });
});

test('a page without a product names none', () => {
  expect(toProduct([{ '@type': 'Organization', name: 'Shop' }], { 'og:type': 'website', 'og:title': 'Shop' })).toEqual(
    {},
  );
});
