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
      where: 'A new tag of the type "Custom HTML", triggered on "Initialization, all pages".',
      code: tag.replace('data-key', 'data-datalayer data-key'),
      note: 'With data-datalayer Scout reads the e-commerce events of your data layer by itself: view_item, add_to_cart, begin_checkout, purchase.',
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
      code: shopifyPixel(host, key),
      note: 'If Klaviyo\'s own Shopify integration is on, it already sends "Placed Order"; Scout then leaves its rule for orders off.',
    },
    {
      id: 'woocommerce',
      title: 'WooCommerce',
      where: "Into your child theme's functions.php, or a snippets plugin.",
      code: wooCommerce(tag),
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

function shopifyPixel(host: string, key: string): string {
  return `const send = (name, event, properties) => fetch('${host}/v1/e', {
  method: 'POST',
  keepalive: true,
  headers: { 'content-type': 'text/plain' },
  body: JSON.stringify({
    key: '${key}',
    identity: { email: event.data.checkout?.email || undefined, phone: event.data.checkout?.phone || undefined },
    context: { visitor_id: event.clientId, page_url: event.context.document.location.href },
    events: [{ id: event.id, name, time: event.timestamp, properties }],
  }),
});
const line = ({ quantity, title, variant }) => ({
  product_id: variant?.product?.id, sku: variant?.sku, name: title, variant: variant?.title,
  price: variant?.price?.amount, quantity,
});
const cart = ({ data: { checkout } }) => ({
  value: checkout.totalPrice?.amount, currency: checkout.currencyCode,
  items: checkout.lineItems.map(line),
});
analytics.subscribe('checkout_started', (event) => send('InitiateCheckout', event, cart(event)));
analytics.subscribe('checkout_completed', (event) =>
  send('Purchase', event, { ...cart(event), order_id: event.data.checkout.order?.id }));`;
}

function wooCommerce(tag: string): string {
  return `add_action('wp_head', function () { ?>
${tag}
<?php if (is_user_logged_in()) : ?>
<script>scout.identify(<?php echo wp_json_encode(wp_get_current_user()->user_email); ?>)</script>
<?php endif; }, 1);

add_action('woocommerce_thankyou', function ($order_id) {
  $order = wc_get_order($order_id);
  if (!$order) return;
  $items = [];
  foreach ($order->get_items() as $item) {
    $product = $item->get_product();
    $items[] = [
      'product_id' => (string) $item->get_product_id(),
      'sku' => $product ? $product->get_sku() : null,
      'name' => $item->get_name(),
      'price' => (float) $order->get_item_total($item, true),
      'quantity' => $item->get_quantity(),
    ];
  }
  $data = [
    'order_id' => $order->get_order_number(),
    'value' => (float) $order->get_total(),
    'currency' => $order->get_currency(),
    'items' => $items,
  ]; ?>
<script>
scout.identify(<?php echo wp_json_encode($order->get_billing_email()); ?>);
scout.track('Purchase', <?php echo wp_json_encode($data); ?>);
</script>
<?php });`;
}
