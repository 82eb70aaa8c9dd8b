import { html } from '../html.ts';
import { layout } from './layout.ts';

export function cartPage(): string {
  return layout({
    title: 'Cart',
    description: 'What you have chosen.',
    path: '/cart',
    script: 'cart-page',
    private: true,
    main: html`<div class="page narrow">
      <h1 tabindex="-1">Your cart</h1>
      <div id="cart" class="split" data-testid="cart"></div>
      <p id="cart-news" class="unseen" role="status"></p>
    </div>`,
  });
}
