import { html } from '../html.ts';
import { layout } from './layout.ts';

export function thankYouPage(): string {
  return layout({
    title: 'Thank you',
    description: 'Your order is placed.',
    path: '/thank-you',
    script: 'thank-you-page',
    private: true,
    main: html`<div class="page narrow"><div id="order" data-testid="order"></div></div>`,
  });
}
