import { type Html, html } from '../html.ts';
import type { Order } from '../order.ts';
import { priceLines, toTotals } from '../pricing.ts';
import { toPlacedOrder } from '../shop-events.ts';
import { element } from './element.ts';
import { lineView } from './line-view.ts';
import { claimReport, findOrder } from './order-storage.ts';
import { totalsView } from './totals-view.ts';

const order = findOrder(new URLSearchParams(location.search).get('order') ?? '');
element('#order', HTMLElement).innerHTML = (order ? orderView(order) : unknownView()).text;
if (order && claimReport(order.id)) window.scout?.track('Purchase', toPlacedOrder(order, location.origin));

function orderView({ id, customer, lines, coupon }: Order): Html {
  const priced = priceLines(lines);
  return html`<header class="page-head">
      <p class="maker">Order <span data-testid="order-id">${id}</span></p>
      <h1>Thank you, ${customer.firstName}</h1>
      <p>
        In a real shop a confirmation would now be on its way to <b>${customer.email}</b>, and a box would be packed at
        low tide.
      </p>
    </header>
    <div class="split">
      <ul class="lines">
        ${priced.map((line) => lineView(line))}
      </ul>
      <aside class="summary" aria-label="What you paid">
        ${totalsView(toTotals(priced, coupon), coupon)} <a class="button wide" href="/products">Keep looking</a>
      </aside>
    </div>`;
}

function unknownView(): Html {
  return html`<h1>No such order here</h1>
    <p class="lead">An order is shown in the browser that it was placed with, until the next one.</p>
    <p><a class="button" href="/products">See everything</a></p>`;
}
