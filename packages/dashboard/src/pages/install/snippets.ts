import plugin from '../../../../../examples/woocommerce/scout-for-woocommerce.php?url';
import template from '../../../../../examples/google-tag-manager/scout.tpl?url';

/** What the shop pastes, by the place it goes to. `host` is the collector's address without a slash at the end. */
export interface SnippetInput {
  host: string;
  key: string;
}

export interface Snippet {
  id: string;
  title: string;
  /** Where it goes, in one or two sentences. */
  where: string;
  code: string;
  /** A file that is needed for it: its name, and where it lies. */
  file?: { name: string; url: string };
  /** What to know besides. */
  note?: string;
}

const STUB =
  "<script>window.scout=window.scout||new Proxy({q:[]},{get:(t,m)=>m==='q'?t.q:(...a)=>t.q.push([m,...a])})</script>";

export function snippets({ host, key }: SnippetInput): Snippet[] {
  const tag = `${STUB}\n<script async src="${host}/s.js" data-key="${key}"></script>`;
  return [
    {
      id: 'html',
      title: 'HTML',
      where: 'Into the <head> of every page, as high as you can.',
      code: tag,
      note: 'Tell Scout what shoppers do with scout.track("AddToCart", { … }) and who they are with scout.identify("jo@example.com").',
    },
    {
      id: 'gtm',
      title: 'Tag Manager',
      where:
        'Templates, Tag templates, New, then Import in the menu: the file below. After that a new tag of the type "Scout", kind "Start Scout", triggered on "Initialization, All Pages", with these two values.',
      file: { name: 'scout.tpl', url: template },
      code: `Collector: ${host}\nSite key:  ${key}`,
      note: "It follows Tag Manager's consent, and reads the e-commerce events of your data layer by itself: view_item, add_to_cart, begin_checkout, purchase.",
    },
    {
      id: 'shopify-theme',
      title: 'Shopify theme',
      where: 'Online Store, Themes, Edit code: into layout/theme.liquid, just before </head>.',
      code: `${tag}
{% if customer %}<script>scout.identify({{ customer.email | json }})</script>{% endif %}`,
      note: "A theme does not see Shopify's checkout: add the pixel of the next tab for checkouts and orders.",
    },
    {
      id: 'shopify-pixel',
      title: 'Shopify pixel',
      where: 'Settings, Customer events, Add custom pixel.',
      code: `import('${host}/sh.js').then(({ run }) => run({ analytics, browser }, '${key}', '${host}'));`,
      note: 'A pixel has no origin of its own: if your site lists origins, add "null". If Klaviyo\'s own Shopify integration is on, it already sends "Placed Order"; Scout then leaves its rule for orders off.',
    },
    {
      id: 'woocommerce',
      title: 'WooCommerce',
      where:
        'Put the file below into wp-content/plugins and activate it. Then Settings, Scout; or fix the two values in wp-config.php.',
      file: { name: 'scout-for-woocommerce.php', url: plugin },
      code: `define( 'SCOUT_HOST', '${host}' );\ndefine( 'SCOUT_KEY', '${key}' );`,
      note: 'It tells of products, carts, checkouts and orders. So that no order is missed, set up the order webhooks as well (Settings, Sites).',
    },
    {
      id: 'npm',
      title: 'npm',
      where: 'For shops that are built with a bundler.',
      code: `import { createScout } from '@scout/sdk';

const scout = createScout({ host: '${host}', key: '${key}' });
scout.identify('jo@example.com');
scout.track('AddToCart', { product_id: 'p-1', name: 'Mug', price: 12.5, quantity: 1, currency: 'EUR' });`,
    },
    {
      id: 'server',
      title: 'Server',
      where:
        'From your backend, for orders that no browser should be trusted with. It needs a server key (Settings, Sites).',
      code: `curl ${host}/v1/e \\
  -H 'Authorization: Bearer sk_YOUR_SERVER_KEY' \\
  -H 'content-type: application/json' \\
  -d '{
    "identity": { "email": "jo@example.com" },
    "events": [{
      "id": "order-1001",
      "name": "Purchase",
      "properties": {
        "order_id": "1001", "value": 39.8, "currency": "EUR",
        "items": [{ "product_id": "p-1", "name": "Mug", "price": 19.9, "quantity": 2 }]
      }
    }]
  }'`,
      note: 'Send the same event id again after an error: it is stored once.',
    },
  ];
}
