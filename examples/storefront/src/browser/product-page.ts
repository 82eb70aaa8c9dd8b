import { addToCart } from '../cart.ts';
import { findBySku } from '../catalog/catalog.ts';
import { html } from '../html.ts';
import { priceLines } from '../pricing.ts';
import { toAddedToCart, toViewedProduct } from '../shop-events.ts';
import { loadCart, saveCart } from './cart-storage.ts';
import { element } from './element.ts';
import { lineName } from './line-view.ts';
import { wireSteppers } from './steppers.ts';

const form = element('#add', HTMLFormElement);
const picture = element('#picture', HTMLImageElement);
const added = element('.added', HTMLElement);

const { product, variant } = chosen();
window.scout?.track('ViewContent', toViewedProduct(product, variant, location.origin));

wireSteppers(form);
// Browsers restore a form's choice on reload: the picture follows it.
showPicture();
form.addEventListener('change', showPicture);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  add();
});

/** The product of this page, in the variant that the form names. */
function chosen() {
  const sku = new FormData(form).get('sku');
  const found = typeof sku === 'string' ? findBySku(sku) : undefined;
  if (!found) throw new Error('Expected the form to name a SKU of the catalog');
  return found;
}

function showPicture(): void {
  const { image, imageAlt } = chosen().variant;
  picture.src = `/images/${image}`;
  picture.alt = imageAlt;
}

function add(): void {
  const { sku } = chosen().variant;
  const quantity = element('[name=quantity]', HTMLInputElement, form).valueAsNumber;
  const cart = addToCart(loadCart(), { sku, quantity });
  if (!saveCart(cart)) {
    added.textContent =
      'Your browser keeps nothing for this site, so there can be no cart. Allow storage and try again.';
    return;
  }
  const [line] = priceLines([{ sku, quantity }]);
  if (!line) return;
  window.scout?.track('AddToCart', toAddedToCart(line, priceLines(cart), location.origin));
  added.innerHTML = html`<p><b>${lineName(line)}</b> is in your cart.</p>
    <p><a href="/cart">View cart</a> <a href="/checkout">Check out</a></p>`.text;
}
