import { MAX_QUANTITY, setQuantity } from '../cart.ts';
import { type Html, html } from '../html.ts';
import { formatMoney } from '../money.ts';
import { FREE_SHIPPING_FROM_CENTS, type PricedLine, priceLines, toTotals } from '../pricing.ts';
import { CART_KEY, loadCart, saveCart } from './cart-storage.ts';
import { element } from './element.ts';
import { lineName, lineView } from './line-view.ts';
import { wireSteppers } from './steppers.ts';
import { totalsView } from './totals-view.ts';

const view = element('#cart', HTMLElement);
const news = element('#cart-news', HTMLElement);

show();
window.addEventListener('storage', ({ key }) => key === CART_KEY && show());
window.addEventListener('pageshow', ({ persisted }) => persisted && show());
view.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (!target.reportValidity()) return;
  change(target.name, target.valueAsNumber);
});
view.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLButtonElement && target.dataset['remove']) change(target.dataset['remove'], 0);
});

function change(sku: string, quantity: number): void {
  const cart = setQuantity(loadCart(), { sku, quantity });
  saveCart(cart);
  const focused = document.activeElement?.id;
  show();
  // The focused control was drawn anew; a removed line's focus goes to the cart as a whole.
  const next = focused ? document.getElementById(focused) : null;
  (next ?? element('h1', HTMLElement)).focus({ preventScroll: true });
  const count = quantity === 0 ? 'Removed' : `Quantity ${quantity}`;
  news.textContent = `${count}. Subtotal ${formatMoney(toTotals(priceLines(cart)).subtotalCents)}.`;
}

function show(): void {
  const lines = priceLines(loadCart());
  view.classList.toggle('split', lines.length > 0);
  view.innerHTML = (lines.length === 0 ? emptyView() : cartView(lines)).text;
  wireSteppers(view);
}

function emptyView(): Html {
  return html`<p class="lead">There is nothing in it yet.</p>
    <p><a class="button" href="/products">See everything</a></p>`;
}

function cartView(lines: readonly PricedLine[]): Html {
  const totals = toTotals(lines);
  const missing = FREE_SHIPPING_FROM_CENTS - totals.subtotalCents;
  return html`<ul class="lines">
      ${lines.map((line) => lineView(line, controls(line)))}
    </ul>
    <aside class="summary" aria-label="Summary">
      ${totalsView(totals)}
      <p class="muted">${missing > 0 ? `${formatMoney(missing)} more and delivery is free.` : 'Delivery is on us.'}</p>
      <a class="button wide" href="/checkout" data-testid="checkout">Check out</a>
      <p class="center"><a href="/products">Keep looking</a></p>
    </aside>`;
}

function controls(line: PricedLine): Html {
  const { sku } = line.variant;
  const name = lineName(line);
  return html`<div class="line-controls">
    <div class="stepper small">
      <button type="button" id="less-${sku}" data-step="-1" aria-label="One ${name} less">−</button>
      <input
        type="number"
        id="quantity-${sku}"
        name="${sku}"
        aria-label="Quantity of ${name}"
        value="${line.quantity}"
        min="1"
        max="${MAX_QUANTITY}"
        step="1"
        inputmode="numeric"
        required
      />
      <button type="button" id="more-${sku}" data-step="1" aria-label="One ${name} more">+</button>
    </div>
    <button type="button" class="link" data-remove="${sku}" aria-label="Remove ${name}">Remove</button>
  </div>`;
}
