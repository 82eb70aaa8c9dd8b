import { categories, products } from '../catalog/catalog.ts';
import { cartPage } from './cart-page.ts';
import { checkoutPage } from './checkout-page.ts';
import { homePage } from './home-page.ts';
import { listPage } from './list-page.ts';
import { notFoundPage } from './not-found-page.ts';
import { productPage } from './product-page.ts';
import { thankYouPage } from './thank-you-page.ts';

/** Every page of the shop: the file it is built to, below the build's folder, and its document. */
export function pages(): Map<string, string> {
  return new Map([
    ['index.html', homePage()],
    ['products.html', listPage()],
    ...categories.map((category) => [`collections/${category.slug}.html`, listPage(category)] as const),
    ...products.map((product) => [`products/${product.slug}.html`, productPage(product)] as const),
    ['cart.html', cartPage()],
    ['checkout.html', checkoutPage()],
    ['thank-you.html', thankYouPage()],
    ['404.html', notFoundPage()],
  ]);
}
