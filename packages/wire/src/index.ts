/**
 * What the tag (or a shop's backend) sends to `POST /v1/e` and what the collector answers.
 * The tag stands on these types alone; the collector checks what arrives with `@scout/wire/schema`.
 */

/** Who a shopper is, as far as the shop knows. Every field is optional. */
export interface Identity {
  email?: string;
  /** Any common spelling; the collector makes E.164 of it or leaves it out. */
  phone?: string;
  first_name?: string;
  last_name?: string;
  external_id?: string;
}

/** `pending` events wait in the collector for an answer; `denied` ones are never forwarded. */
export type Consent = 'granted' | 'pending' | 'denied';

/** The session an event belongs to and what brought the shopper. Every field is optional. */
export interface Context {
  visitor_id?: string;
  session_id?: string;
  /** Which session of this visitor it is, from 1. 30 minutes of silence end a session. */
  session_count?: number;
  /** True throughout a visitor's first session. */
  is_new_visitor?: boolean;
  utm_source?: string;
  utm_medium?: string;
  utm_campaign?: string;
  utm_term?: string;
  utm_content?: string;
  /** The page outside the shop that led to this session. */
  referrer?: string;
  /** The first page of this session. */
  landing_page?: string;
  /** The same facts of the visitor's very first session: first touch beside last touch. */
  first_utm_source?: string;
  first_utm_medium?: string;
  first_utm_campaign?: string;
  first_utm_term?: string;
  first_utm_content?: string;
  first_referrer?: string;
  first_landing_page?: string;
  page_url?: string;
  page_title?: string;
  /** Meta's browser id, `fb.1.<ms>.<random>`. */
  _fbp?: string;
  /** Meta's click id, `fb.1.<ms>.<fbclid>`. */
  _fbc?: string;
  /** Google's click ids. */
  gclid?: string;
  gbraid?: string;
  wbraid?: string;
  /** Klaviyo's own identifier from links in its mails. */
  _kx?: string;
  consent?: Consent;
  /** True when the browser says it is automated or is a known crawler. */
  is_bot?: boolean;
}

/** One line of a cart or an order, or the product that was viewed. Money is in units of the event's currency. */
export interface Item {
  product_id?: string;
  sku?: string;
  name?: string;
  price?: number;
  /** Default 1. */
  quantity?: number;
  url?: string;
  image_url?: string;
  categories?: string[];
  brand?: string;
  variant?: string;
  /** The price before a reduction. */
  compare_at_price?: number;
}

/** Properties that Scout maps; GA4's and Meta's spellings are understood as well, and others are passed on. */
export interface EventProperties extends Item {
  order_id?: string;
  /** The whole cart or order, in units of `currency`. */
  value?: number;
  /** ISO 4217. */
  currency?: string;
  coupon?: string;
  discount?: number;
  tax?: number;
  shipping?: number;
  checkout_url?: string;
  items?: Item[];
  [property: string]: unknown;
}

/** The events that Scout maps to Klaviyo's own metrics, and those it knows a default metric for. */
export type EventName =
  | 'ViewContent'
  | 'AddToCart'
  | 'InitiateCheckout'
  | 'Purchase'
  | 'PageView'
  | 'Search'
  | 'ViewCategory'
  | 'RemoveFromCart'
  | 'AddPaymentInfo'
  | 'AddShippingInfo'
  | 'AddToWishlist'
  | 'Lead'
  | 'Refund'
  | 'Cancel';

/** One act of a shopper. */
export interface BatchEvent {
  /** Unique for this act, 1 to 128 characters; a repeated id is accepted and stored once. */
  id: string;
  name: EventName | (string & {});
  /** ISO 8601: when the shopper acted. Default: when the batch arrived. */
  time?: string;
  properties?: EventProperties;
  /** What differs from the batch's identity. */
  identity?: Identity;
  /** What differs from the batch's context. */
  context?: Context;
}

/** The body of `POST /v1/e`, as `text/plain` (no preflight) or `application/json`. */
export interface Batch {
  /** The site's public key, `pk_…`; a shop's backend sends `Authorization: Bearer sk_…` instead. */
  key?: string;
  /** ISO 8601, by the sender's clock: lets the collector notice a clock that runs ahead. */
  sent_at?: string;
  identity?: Identity;
  context?: Context;
  /** May be empty: an identify alone. */
  events: BatchEvent[];
}

/** An event that was not taken, by its position and id in the batch. */
export interface Rejection {
  index: number;
  id: string | null;
  reason: string;
}

/** The body of a 202: everything counted in `accepted` is durably stored. */
export interface BatchAnswer {
  accepted: number;
  rejected: Rejection[];
}

/** Most events a batch may carry. */
export const MAX_EVENTS_PER_BATCH = 500;
/** Most bytes a browser's batch may have: what a keepalive request may carry. */
export const MAX_BROWSER_BATCH_BYTES = 64 * 1024;
/** Most bytes a batch with a server key may have. */
export const MAX_SERVER_BATCH_BYTES = 1024 * 1024;
