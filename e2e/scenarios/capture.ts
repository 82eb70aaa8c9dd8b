import { expect, test } from 'vitest';
import { act, identify, type OpenVisit } from '../stage/visit-shop.ts';

/** What the tag records by itself where an attribute asks for it. */
export function captureScenarios(visit: OpenVisit): void {
  test('routes of a single-page app are views of their own, changes of the hash are not', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/', { attributes: 'data-spa' });
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(1);
    await tab.run(async () => {
      const settled = () => new Promise((resolve) => setTimeout(resolve));
      history.replaceState({}, '', '/');
      history.pushState({}, '', '/#top');
      await settled();
      history.pushState({}, '', '/mug');
      document.title = 'Mug';
      await settled();
      history.replaceState({}, '', '/mug?colour=blue');
      await settled();
      scout.track('Act', { what: 'last' });
    });
    expect(await stage.outcome(4, { event: ['page_title'] })).toEqual({
      events: [
        { act: 'Active on Site /', page_title: '/' },
        { act: 'Active on Site /mug', page_title: 'Mug' },
        { act: 'Active on Site /mug', page_title: 'Mug' },
        { act: 'last /mug', page_title: 'Mug' },
      ],
      profiles: [{ email: 'ann@shop.example' }],
      refused: [],
    });
  });

  test("a shop's GA4 pushes and older enhanced e-commerce become Klaviyo's metrics, before and after the tag", async () => {
    const { stage, openTab } = await visit();
    stage.serve('/', {
      attributes: 'data-datalayer',
      head: `<script>
        dataLayer = [
          { event: 'view_item', ecommerce: { currency: 'EUR', items: [{ item_id: 'M-1', item_name: 'Mug', price: 12.5 }] } },
          { event: 'gtm.js' },
        ];
      </script>`,
    });
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await identify(tab, 'ann@shop.example');
    await stage.outcome(2);
    await tab.run(() => {
      const layer = (window as unknown as { dataLayer: unknown[] }).dataLayer;
      const products = [{ id: 'M-1', name: 'Mug', price: '12.50', quantity: 2 }];
      layer.push({ event: 'addToCart', ecommerce: { currencyCode: 'EUR', add: { products } } });
      (function gtag(..._parts: unknown[]) {
        // GA4's own form: the arguments object itself.
        // oxlint-disable-next-line prefer-rest-params
        layer.push(arguments);
      })('event', 'purchase', {
        transaction_id: 'T1',
        value: 25,
        currency: 'EUR',
        items: [{ item_id: 'M-1', item_name: 'Mug', price: 12.5, quantity: 2 }],
      });
    });
    const event = ['ProductName', 'AddedItemProductName', 'OrderId', 'SKU', 'Quantity'];
    const empty = Object.fromEntries(event.map((name) => [name, undefined]));
    expect(await stage.outcome(5, { event })).toEqual({
      events: [
        { ...empty, act: 'Active on Site /' },
        { ...empty, act: 'Added to Cart /', AddedItemProductName: 'Mug' },
        { ...empty, act: 'Ordered Product /', OrderId: 'T1', ProductName: 'Mug', Quantity: 2 },
        { ...empty, act: 'Placed Order /', OrderId: 'T1' },
        { ...empty, act: 'Viewed Product /', ProductName: 'Mug' },
      ],
      profiles: [{ email: 'ann@shop.example' }],
      refused: [],
    });
  });

  test('the email typed into a newsletter field identifies the shopper, the one of a login does not', async () => {
    const { stage, openTab } = await visit();
    stage.serve('/', {
      attributes: 'data-email',
      body: `<form><input id="login" type="email"><input type="password"></form>
        <form><input id="news" type="email"></form>`,
    });
    const tab = await openTab();
    await tab.go(stage.url('/'));
    await act(tab, 'before');
    await stage.stored(2);
    await tab.run(() => {
      const type = (id: string, text: string) => {
        const field = document.getElementById(id) as HTMLInputElement;
        field.value = text;
        field.dispatchEvent(new Event('change', { bubbles: true }));
      };
      type('login', 'login@shop.example');
      type('news', 'no address');
      type('news', ' ann@shop.example ');
    });
    expect(await stage.outcome(2, { event: ['email'] })).toEqual({
      events: [
        { act: 'Active on Site /', email: 'ann@shop.example' },
        { act: 'before /', email: 'ann@shop.example' },
      ],
      profiles: [{ email: 'ann@shop.example' }],
      refused: [],
    });
  });

  test("a ViewContent without a product is filled from the page's JSON-LD, one with a product stands", async () => {
    const { stage, openTab } = await visit();
    const product = { '@type': 'Product', sku: 'M-1', name: 'Mug', offers: { price: '12.50', priceCurrency: 'EUR' } };
    stage.serve('/', {
      attributes: 'data-product',
      head: `<script type="application/ld+json">{</script>
        <script type="application/ld+json">${JSON.stringify(product)}</script>`,
      body: `<script>
        scout.identify('ann@shop.example');
        scout.track('ViewContent');
        scout.track('ViewContent', { name: 'Plate', price: 8 });
      </script>`,
    });
    const tab = await openTab();
    await tab.go(stage.url('/'));
    const event = ['ProductName', 'SKU', 'Price'];
    expect(await stage.outcome(3, { event })).toEqual({
      events: [
        { act: 'Active on Site /', ProductName: undefined, SKU: undefined, Price: undefined },
        { act: 'Viewed Product /', ProductName: 'Mug', SKU: 'M-1', Price: 12.5 },
        { act: 'Viewed Product /', ProductName: 'Plate', SKU: undefined, Price: 8 },
      ],
      profiles: [{ email: 'ann@shop.example' }],
      refused: [],
    });
  });
}
