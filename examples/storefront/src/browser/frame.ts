// What every page has: the count in the header and the newsletter form in the footer.
import { CART_KEY, showCartCount } from './cart-storage.ts';
import { element } from './element.ts';

showCartCount();
// Another tab changed the cart, or this page came back from the back/forward cache.
window.addEventListener('storage', ({ key }) => {
  if (key === CART_KEY || key === null) showCartCount();
});
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) showCartCount();
});

const form = element('.letter', HTMLFormElement);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const email = element('input', HTMLInputElement, form).value.trim();
  window.scout?.identify(email);
  form.hidden = true;
  element('.letter-answer', HTMLElement).textContent =
    `Thank you. In a real shop the next letter would go to ${email}.`;
});
