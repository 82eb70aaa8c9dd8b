import { type Html, html } from '../html.ts';
import { COUPON } from '../pricing.ts';
import { layout } from './layout.ts';

interface Field {
  name: string;
  label: string;
  autocomplete: string;
  type?: 'text' | 'email';
  half?: boolean;
}

export function checkoutPage(): string {
  return layout({
    title: 'Checkout',
    description: 'Where it goes and how it is paid.',
    path: '/checkout',
    script: 'checkout-page',
    private: true,
    main: html`<div class="page narrow">
      <h1>Checkout</h1>
      <div id="empty" hidden>
        <p class="lead">There is nothing in your cart yet.</p>
        <p><a class="button" href="/products">See everything</a></p>
      </div>
      <div id="checkout" class="split" hidden>
        <form id="order" class="fields" novalidate>
          <fieldset id="contact">
            <legend>Contact</legend>
            ${field({ name: 'email', label: 'Email', autocomplete: 'email', type: 'email' })}
            ${field({ name: 'first_name', label: 'First name', autocomplete: 'given-name', half: true })}
            ${field({ name: 'last_name', label: 'Last name', autocomplete: 'family-name', half: true })}
          </fieldset>
          <fieldset>
            <legend>Delivery</legend>
            ${field({ name: 'address', label: 'Street and number', autocomplete: 'street-address' })}
            ${field({ name: 'postcode', label: 'Postcode', autocomplete: 'postal-code', half: true })}
            ${field({ name: 'city', label: 'Town or city', autocomplete: 'address-level2', half: true })}
            <div class="field">
              <label for="country">Country</label>
              <select id="country" name="country" autocomplete="country">
                <option value="IE">Ireland</option>
                <option value="AT">Austria</option>
                <option value="BE">Belgium</option>
                <option value="DK">Denmark</option>
                <option value="FR">France</option>
                <option value="DE">Germany</option>
                <option value="IT">Italy</option>
                <option value="NL">Netherlands</option>
                <option value="ES">Spain</option>
                <option value="SE">Sweden</option>
              </select>
            </div>
          </fieldset>
          <fieldset>
            <legend>Payment</legend>
            <div class="card-demo">
              <svg viewBox="0 0 48 32" width="48" height="32" aria-hidden="true">
                <rect
                  x=".75"
                  y=".75"
                  width="46.5"
                  height="30.5"
                  rx="4"
                  fill="none"
                  stroke="currentColor"
                  stroke-width="1.5"
                />
                <path d="M1 9.5h46" stroke="currentColor" stroke-width="5" />
                <path d="M6 23h14" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" />
              </svg>
              <p><b>Demo card ending in 4242</b><br />No money moves and no card details are asked for.</p>
            </div>
          </fieldset>
          <button id="pay" class="button wide" type="submit" data-testid="pay">Pay</button>
        </form>
        <aside class="summary" aria-label="Your order">
          <div id="lines" data-testid="summary"></div>
          <form id="coupon-form" class="coupon">
            <label for="coupon">Discount code</label>
            <div>
              <input
                id="coupon"
                name="coupon"
                autocomplete="off"
                autocapitalize="characters"
                placeholder="${COUPON.code}"
                aria-describedby="coupon-answer"
              />
              <button class="button quiet" type="submit">Apply</button>
            </div>
            <p id="coupon-answer" role="status"></p>
          </form>
          <div id="totals"></div>
        </aside>
      </div>
    </div>`,
  });
}

function field({ name, label, autocomplete, type = 'text', half = false }: Field): Html {
  return html`<div class="field${half && ' half'}">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      maxlength="120"
      required
      aria-describedby="${name}-error"
      ${type === 'email' && html`pattern="[^@\\s]+@[^@\\s]+\\.[^@\\s]+"`}
    />
    <p class="field-error" id="${name}-error"></p>
  </div>`;
}
