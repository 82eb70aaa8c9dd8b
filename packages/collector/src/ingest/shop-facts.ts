import type { ScoutEvent } from '../store/event.ts';
import { readCurrency } from './currency.ts';
import { createFieldReader } from './field-reader.ts';
import type { Findings } from './findings.ts';
import { refusal } from './findings.ts';
import { flattenEcommerce } from './flatten-ecommerce.ts';
import { readLines, readProduct } from './items.ts';
import { linesTotal } from './money.ts';
import { present } from './present.ts';
import { spellings } from './spellings.ts';

/** Events about products, carts and orders. For all others only `value` and `currency` mean money to Scout. */
const ABOUT_A_PRODUCT = new Set(['ViewContent', 'AddToCart', 'RemoveFromCart', 'AddToWishlist']);
const ABOUT_A_CART = new Set(['AddToCart', 'InitiateCheckout', 'AddPaymentInfo', 'AddShippingInfo', 'Purchase']);
const ABOUT_AN_ORDER = new Set(['Purchase', 'Refund', 'Cancel']);

const MONEY_SPELLINGS = spellings({ value: ['$value'], currency: ['currency_code', 'value_currency'] });

const COMMERCE_SPELLINGS = spellings({
  order_id: ['transaction_id', 'order_number'],
  value: ['$value', 'total', 'order_total', 'cart_total', 'total_price', 'revenue'],
  currency: ['currency_code', 'value_currency'],
  coupon: ['coupon_code', 'discount_code', 'promo_code'],
  discount: ['discount_value', 'discount_amount', 'total_discounts'],
  tax: ['tax_amount', 'total_tax'],
  shipping: ['shipping_cost', 'total_shipping'],
  checkout_url: [],
  items: ['contents', 'products', 'line_items'],
  content_ids: ['product_ids'],
});

/** The part of a canonical event that is read from the shop's properties. */
export type ShopFacts = Pick<
  ScoutEvent,
  | 'order_id'
  | 'value'
  | 'currency'
  | 'coupon'
  | 'discount'
  | 'tax'
  | 'shipping'
  | 'checkout_url'
  | 'product'
  | 'items'
  | 'properties'
>;

/** What the shop sent with an event of this canonical name, and the currency of a site's events that carry none. */
export interface ShopFactsInput {
  name: string;
  properties: Record<string, unknown>;
  siteCurrency: string | undefined;
}

/**
 * Reads money, order and products in any of their spellings; what is left stays in `properties`, unchanged.
 * A cart or order without a value is worth the sum of its lines if all have prices (GA4's definition, noted);
 * a viewed product without a price costs the event's value.
 */
export function readShopFacts(input: ShopFactsInput, findings: Findings): ShopFacts {
  const { name } = input;
  const isCommerce = ABOUT_A_PRODUCT.has(name) || ABOUT_A_CART.has(name) || ABOUT_AN_ORDER.has(name);
  return isCommerce ? readCommerce(input, findings) : readMoney(input, findings);
}

function readMoney({ properties, siteCurrency }: ShopFactsInput, findings: Findings): ShopFacts {
  const reader = createFieldReader({ source: properties, spellings: MONEY_SPELLINGS, findings });
  return {
    ...present({
      value: reader.number('value'),
      currency: chooseCurrency({ sent: reader.raw('currency'), siteCurrency }, findings),
    }),
    items: [],
    properties: reader.rest(),
  };
}

function readCommerce({ name, properties, siteCurrency }: ShopFactsInput, findings: Findings): ShopFacts {
  const reader = createFieldReader({ source: flattenEcommerce(properties), spellings: COMMERCE_SPELLINGS, findings });
  const facts = present({
    // Shopify's pixels and webhooks name one order as a URI and as the bare number at its end.
    order_id: reader.id('order_id')?.replace(/^gid:\/\/shopify\/\w+\//, ''),
    value: reader.number('value'),
    currency: chooseCurrency({ sent: reader.raw('currency'), siteCurrency }, findings),
    coupon: reader.text('coupon'),
    discount: reader.number('discount'),
    tax: reader.number('tax'),
    shipping: reader.number('shipping'),
    checkout_url: reader.text('checkout_url'),
  });
  const lines = readLines(reader.raw('items') ?? reader.texts('content_ids'), findings);
  const { product, items, rest } = ABOUT_A_PRODUCT.has(name)
    ? readProduct({ properties: reader.rest(), lines }, findings)
    : { items: lines, rest: reader.rest() };
  return inferMoney({ name, facts: { ...facts, ...present({ product, items, properties: rest }) } }, findings);
}

function chooseCurrency(
  { sent, siteCurrency }: { sent: unknown; siteCurrency: string | undefined },
  findings: Findings,
): string | undefined {
  if (sent === undefined) return siteCurrency === undefined ? undefined : readCurrency(siteCurrency);
  const code = typeof sent === 'string' ? readCurrency(sent) : undefined;
  if (code === undefined) findings.refusals.push(refusal('currency', 'an ISO 4217 code such as EUR', sent));
  return code;
}

function inferMoney({ name, facts }: { name: string; facts: ShopFacts }, findings: Findings): ShopFacts {
  const { value, product, items } = facts;
  if (value === undefined) {
    const sum = ABOUT_A_CART.has(name) ? linesTotal(items) : undefined;
    if (sum === undefined) return facts;
    findings.notes.push('no value was sent: the sum of the items was used, without shipping, tax or discount');
    return { ...facts, value: sum };
  }
  if (name !== 'ViewContent' || items.length > 1 || product === undefined || product.price !== undefined) return facts;
  if ((product.quantity ?? 1) !== 1) return facts;
  const priced = { ...product, price: value };
  return { ...facts, product: priced, items: [priced] };
}
