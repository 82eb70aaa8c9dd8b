import type { EventName, EventProperties, Item } from '@scout/wire';
import { dropMissing } from './drop-missing.ts';

/** GA4's e-commerce events: https://developers.google.com/analytics/devguides/collection/ga4/reference/events */
const GA4_EVENTS: Record<string, EventName> = {
  view_item: 'ViewContent',
  add_to_cart: 'AddToCart',
  begin_checkout: 'InitiateCheckout',
  purchase: 'Purchase',
  view_item_list: 'ViewCategory',
  search: 'Search',
  view_search_results: 'Search',
  remove_from_cart: 'RemoveFromCart',
  add_payment_info: 'AddPaymentInfo',
  add_shipping_info: 'AddShippingInfo',
  add_to_wishlist: 'AddToWishlist',
  generate_lead: 'Lead',
  refund: 'Refund',
};

/** Universal Analytics' enhanced e-commerce (v1): https://developers.google.com/analytics/devguides/collection/ua/gtm/enhanced-ecommerce */
const V1_ACTIONS: Record<string, EventName> = {
  detail: 'ViewContent',
  add: 'AddToCart',
  remove: 'RemoveFromCart',
  checkout: 'InitiateCheckout',
  purchase: 'Purchase',
  refund: 'Refund',
};

type Fields = Record<string, unknown>;

export interface DataLayerEvent {
  name: EventName;
  properties: EventProperties;
}

/**
 * Reads the entries of one data layer in order: GA4 pushes and `gtag('event', …)` keep GA4's spelling of properties,
 * v1 pushes get Scout's. An order that was pushed in both ways, or twice, counts once.
 */
export function createDataLayerReader(): (entry: unknown) => DataLayerEvent[] {
  const orders = new Set<unknown>();
  let latest: Fields = {};

  return (entry) => {
    if (!isFields(entry)) return [];
    // `gtag` pushes its arguments: 'event', the name, the parameters.
    const isGtag = entry[0] === 'event';
    const { event, ecommerce, ...fields } = isGtag ? { ...(isFields(entry[2]) && entry[2]), event: entry[1] } : entry;
    if (ecommerce !== undefined) latest = isFields(ecommerce) ? ecommerce : {};
    const ga4 = typeof event === 'string' && Object.hasOwn(GA4_EVENTS, event) ? GA4_EVENTS[event] : undefined;
    const v1 = isFields(ecommerce) && !ecommerce.items ? toV1Events(ecommerce) : [];
    const found =
      v1.length || !ga4 ? v1 : [{ name: ga4, properties: { ...toParameters(fields), ...(!isGtag && latest) } }];
    return found.filter(({ name, properties }) => {
      const order = name === 'Purchase' && (properties.transaction_id ?? properties.order_id);
      return !order || (!orders.has(order) && orders.add(order));
    });
  };
}

/** What Tag Manager adds for itself is no property. */
function toParameters(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !/^(gtm\.|eventCallback|eventTimeout)/.test(name)),
  );
}

function toV1Events(ecommerce: Fields): DataLayerEvent[] {
  const events: DataLayerEvent[] = [];
  for (const [action, name] of Object.entries(V1_ACTIONS)) {
    const part = ecommerce[action];
    if (!isFields(part)) continue;
    const field = isFields(part.actionField) ? part.actionField : {};
    if (action === 'checkout' && Number(field.step ?? 1) > 1) continue;
    events.push({
      name,
      properties: dropMissing({
        order_id: field.id,
        value: field.revenue,
        tax: field.tax,
        shipping: field.shipping,
        coupon: field.coupon,
        currency: ecommerce.currencyCode,
        items: Array.isArray(part.products) ? part.products.filter(isFields).map(toItem) : undefined,
      }),
    });
  }
  return events;
}

function toItem({ id, name, price, quantity, brand, variant, category }: Fields): Item {
  return dropMissing({
    product_id: id,
    name,
    price,
    quantity,
    brand,
    variant,
    categories: typeof category === 'string' ? category.split('/') : undefined,
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
