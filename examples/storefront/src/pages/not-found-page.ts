import { html } from '../html.ts';
import { layout } from './layout.ts';

export function notFoundPage(): string {
  return layout({
    title: 'Page not found',
    description: 'There is nothing here.',
    path: '/not-found',
    private: true,
    main: html`<div class="page narrow lost">
      <h1>The tide has been here</h1>
      <p class="lead">This page was washed away, or never was. The shop is on higher ground.</p>
      <p><a class="button" href="/products">See everything</a></p>
    </div>`,
  });
}
