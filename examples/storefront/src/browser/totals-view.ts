import { type Html, html } from '../html.ts';
import { formatMoney } from '../money.ts';
import type { Totals } from '../pricing.ts';

/** What an order comes to, row by row. */
export function totalsView(totals: Totals, coupon?: string): Html {
  return html`<dl class="totals">
    <div>
      <dt>Subtotal</dt>
      <dd>${formatMoney(totals.subtotalCents)}</dd>
    </div>
    ${
      totals.discountCents > 0 &&
      html`<div>
        <dt>Discount ${coupon}</dt>
        <dd>−${formatMoney(totals.discountCents)}</dd>
      </div>`
    }
    <div>
      <dt>Delivery</dt>
      <dd>${totals.shippingCents === 0 ? 'Free' : formatMoney(totals.shippingCents)}</dd>
    </div>
    <div class="total">
      <dt>Total <small>with ${formatMoney(totals.taxCents)} VAT</small></dt>
      <dd data-testid="total">${formatMoney(totals.totalCents)}</dd>
    </div>
  </dl>`;
}
