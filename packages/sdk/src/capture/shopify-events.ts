import type { EventName, EventProperties, Identity, Item } from '@scout/wire';
import { dropMissing } from './drop-missing.ts';

interface Money {
  amount?: number | string;
  currencyCode?: string;
}

interface Variant {
  id?: string;
  sku?: string | null;
  title?: string;
  price?: Money;
  image?: { src?: string };
  product?: { id?: string; title?: string; vendor?: string; type?: string; url?: string };
}

interface CartLine {
  quantity?: number;
  cost?: { totalAmount?: Money };
  merchandise?: Variant;
}

interface Checkout {
  order?: { id?: string; customer?: { id?: string } };
  token?: string;
  email?: string;
  phone?: string;
  currencyCode?: string;
  totalPrice?: Money;
  totalTax?: Money;
  shippingLine?: { price?: Money };
  discountsAmount?: Money;
  discountApplications?: { title?: string; type?: string }[];
  lineItems?: { title?: string; quantity?: number; variant?: Variant | null }[];
  billingAddress?: { firstName?: string; lastName?: string; phone?: string };
}

/** What a Shopify pixel is told of: https://shopify.dev/docs/api/web-pixels-api/standard-events */
export interface ShopifyEvent {
  id: string;
  name: string;
  timestamp?: string;
  clientId?: string;
  context?: { document?: { location?: { href?: string }; title?: string } };
  data?: {
    productVariant?: Variant;
    cartLine?: CartLine;
    checkout?: Checkout;
    collection?: { id?: string; title?: string };
    searchResult?: { query?: string };
  };
}

/** Page views are left to the tag in the theme. */
export const SHOPIFY_EVENTS: Record<string, EventName> = {
  product_viewed: 'ViewContent',
  product_added_to_cart: 'AddToCart',
  product_removed_from_cart: 'RemoveFromCart',
  collection_viewed: 'ViewCategory',
  search_submitted: 'Search',
  checkout_started: 'InitiateCheckout',
  checkout_shipping_info_submitted: 'AddShippingInfo',
  payment_info_submitted: 'AddPaymentInfo',
  checkout_completed: 'Purchase',
};

/** The properties of a Shopify event in Scout's spelling; money stays as Shopify gives it. */
export function toShopifyProperties({ data = {}, context }: ShopifyEvent): EventProperties {
  const { productVariant, cartLine, checkout, collection, searchResult } = data;
  if (productVariant) {
    return dropMissing({ ...toItem(productVariant), currency: productVariant.price?.currencyCode });
  }
  if (cartLine) {
    const { totalAmount } = cartLine.cost ?? {};
    return dropMissing({
      value: totalAmount?.amount,
      currency: totalAmount?.currencyCode,
      items: [toItem(cartLine.merchandise, cartLine.quantity)],
    });
  }
  if (checkout) {
    const codes = checkout.discountApplications
      ?.filter(({ type }) => type === 'DISCOUNT_CODE')
      .map(({ title }) => title);
    return dropMissing({
      order_id: checkout.order?.id,
      value: checkout.totalPrice?.amount,
      currency: checkout.currencyCode ?? checkout.totalPrice?.currencyCode,
      tax: checkout.totalTax?.amount,
      shipping: checkout.shippingLine?.price?.amount,
      discount: checkout.discountsAmount?.amount,
      coupon: codes?.join(', ') || undefined,
      checkout_url: checkout.order ? undefined : context?.document?.location?.href,
      items: checkout.lineItems?.map(({ title, quantity, variant }) => ({
        ...dropMissing({ name: title }),
        ...toItem(variant, quantity),
      })),
    });
  }
  return dropMissing({ category: collection?.title, category_id: collection?.id, search_term: searchResult?.query });
}

/** Who pays, as far as the checkout says. */
export function toShopifyIdentity({ data }: ShopifyEvent): Identity | undefined {
  const { email, phone, billingAddress, order } = data?.checkout ?? {};
  const identity: Identity = dropMissing({
    email,
    phone: phone ?? billingAddress?.phone,
    first_name: billingAddress?.firstName,
    last_name: billingAddress?.lastName,
    external_id: order?.customer?.id,
  });
  return identity.email || identity.phone ? identity : undefined;
}

function toItem(variant: Variant | null | undefined, quantity?: number): Item {
  const { product, title, price, image, sku, id } = variant ?? {};
  return dropMissing({
    product_id: product?.id ?? id,
    sku,
    name: product?.title ?? title,
    // What a product without variants has for one.
    variant: title === 'Default Title' ? undefined : title,
    price: price?.amount,
    quantity,
    url: product?.url,
    image_url: image?.src,
    brand: product?.vendor,
    categories: product?.type ? [product.type] : undefined,
  });
}
