import type { Identity } from '@scout/wire';
import { html } from '../html.ts';
import { formatMoney } from '../money.ts';
import { createOrderId, type Customer, type Order } from '../order.ts';
import { COUPON, isCoupon, priceLines, toTotals } from '../pricing.ts';
import { toStartedCheckout } from '../shop-events.ts';
import { loadCart, saveCart } from './cart-storage.ts';
import { element } from './element.ts';
import { checkField, checkFields } from './form-errors.ts';
import { lineView } from './line-view.ts';
import { saveOrder } from './order-storage.ts';
import { totalsView } from './totals-view.ts';

const cart = loadCart();
const lines = priceLines(cart);
const form = element('#order', HTMLFormElement);
const contact = element('#contact', HTMLElement);
const email = element('#email', HTMLInputElement);
const couponForm = element('#coupon-form', HTMLFormElement);
const payButton = element('#pay', HTMLButtonElement);
let coupon: string | undefined;
let lastIdentity = '';

element('#empty', HTMLElement).hidden = lines.length > 0;
element('#checkout', HTMLElement).hidden = lines.length === 0;
if (lines.length > 0) {
  element('#lines', HTMLElement).innerHTML = html`<ul class="lines">
    ${lines.map((line) => lineView(line))}
  </ul>`.text;
  showTotals();
  window.scout?.track('InitiateCheckout', toStartedCheckout(lines, location.origin));
}

// Coming back after the payment must not offer the paid cart again.
window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
form.addEventListener('focusout', ({ target }) => {
  if (target instanceof HTMLInputElement && target.value !== '') checkField(target);
});
email.addEventListener('blur', identify);
contact.addEventListener('focusout', ({ relatedTarget }) => {
  if (!(relatedTarget instanceof Node && contact.contains(relatedTarget))) identify();
});
form.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLInputElement && target.hasAttribute('aria-invalid')) checkField(target);
});
couponForm.addEventListener('submit', (event) => {
  event.preventDefault();
  applyCoupon(element('#coupon', HTMLInputElement).value);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (checkFields(form)) pay();
});

/** Tells the tag who is checking out: once the email is whole, and again when the name beside it is known. */
function identify(): void {
  if (!email.validity.valid) return;
  const { firstName, lastName, email: address } = customer();
  const identity: Identity = {
    email: address,
    ...(firstName ? { first_name: firstName } : {}),
    ...(lastName ? { last_name: lastName } : {}),
  };
  const said = JSON.stringify(identity);
  if (said === lastIdentity) return;
  lastIdentity = said;
  window.scout?.identify(identity);
}

function customer(): Customer {
  return { email: valueOf('email'), firstName: valueOf('first_name'), lastName: valueOf('last_name') };
}

function valueOf(id: string): string {
  return element(`#${id}`, HTMLInputElement).value.trim();
}

function applyCoupon(text: string): void {
  coupon = isCoupon(text) ? COUPON.code : undefined;
  const answer = element('#coupon-answer', HTMLElement);
  if (coupon) answer.textContent = `${COUPON.percent} % off, with our thanks.`;
  else answer.textContent = text.trim() === '' ? '' : `We know no code “${text.trim()}”. Try ${COUPON.code}.`;
  showTotals();
}

function showTotals(): void {
  const totals = toTotals(lines, coupon);
  element('#totals', HTMLElement).innerHTML = totalsView(totals, coupon).text;
  payButton.textContent = `Pay ${formatMoney(totals.totalCents)}`;
}

function pay(): void {
  identify();
  const now = new Date();
  const order: Order = {
    id: createOrderId(now, crypto.getRandomValues(new Uint8Array(6))),
    placedAt: now.toISOString(),
    customer: customer(),
    lines: cart,
    ...(coupon ? { coupon } : {}),
  };
  payButton.disabled = true;
  saveOrder(order);
  saveCart([]);
  location.assign(`/thank-you?order=${order.id}`);
}
