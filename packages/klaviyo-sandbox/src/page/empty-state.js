import { element } from './element.js';

/**
 * What a list says while it is empty.
 * @param {'events' | 'profiles' | 'requests'} book
 * @param {boolean} filtered
 */
export function emptyState(book, filtered) {
  if (filtered) return element('div', { class: 'empty' }, element('p', {}, 'Nothing fits this filter.'));
  const store = `${location.protocol}//${location.hostname}:8789`;
  const words = {
    events: 'No events yet.',
    profiles: 'No profiles yet.',
    requests: 'No requests yet.',
  };
  return element(
    'div',
    { class: 'empty' },
    element('h2', {}, words[book]),
    element(
      'ol',
      {},
      element(
        'li',
        {},
        'Open the ',
        element('a', { href: store, rel: 'noopener' }, 'example store'),
        ' that npm start brings up.',
      ),
      element('li', {}, 'Look at a product, put it in the cart and check out with any email address.'),
      element('li', {}, 'Come back: each step is an event here, under one profile, within a second or two.'),
    ),
    element(
      'details',
      {},
      element('summary', {}, 'Or send an event by hand'),
      element('pre', { tabindex: 0 }, example()),
    ),
  );
}

function example() {
  const event = {
    data: {
      type: 'event',
      attributes: {
        properties: { ProductName: 'Trail Shoe' },
        metric: { data: { type: 'metric', attributes: { name: 'Viewed Product' } } },
        profile: { data: { type: 'profile', attributes: { email: 'ada@example.com' } } },
      },
    },
  };
  return [
    `curl ${location.origin}/api/events \\`,
    `  -H 'Authorization: Klaviyo-API-Key pk_sandbox' \\`,
    `  -H 'revision: 2026-07-15' \\`,
    `  -H 'Content-Type: application/vnd.api+json' \\`,
    `  -d '${JSON.stringify(event)}'`,
  ].join('\n');
}
