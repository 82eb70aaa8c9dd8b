import type { BatchEvent, EventProperties, Identity } from '@scout/wire';
import { z } from 'zod';
import { readPlainNumber } from '../plain-number.ts';
import { present } from '../present.ts';
import { amount, id, listOf, requiredId, text } from './fields.ts';
import type { Shop } from './shop.ts';

/** An order in one of these states was placed; `pending`, `failed` and drafts were not, or not yet. */
const PLACED = new Set(['processing', 'completed', 'on-hold', 'refunded']);
/** Ways to pay after the order: such an order was placed though nothing is paid yet. */
const PAID_LATER = new Set(['bacs', 'cheque', 'cod']);

const address = z
  .looseObject({ email: text, phone: text, first_name: text, last_name: text })
  .optional()
  .catch(undefined);

const line = z.object({
  product_id: id,
  sku: text,
  name: text,
  quantity: z.int().min(1).optional().catch(undefined),
  total: amount,
  total_tax: amount,
  image: z.object({ src: text }).optional().catch(undefined),
});

const order = z.object(
  {
    id: requiredId,
    number: id,
    status: text,
    currency: text,
    date_created_gmt: text,
    date_modified_gmt: text,
    date_paid_gmt: text,
    payment_method: text,
    total: amount,
    total_tax: amount,
    discount_total: amount,
    shipping_total: amount,
    customer_id: id,
    billing: address,
    shipping: address,
    coupon_lines: listOf(z.object({ code: text })),
    line_items: listOf(line),
    refunds: listOf(z.object({ id, reason: text, total: amount })),
  },
  { error: 'expected an order' },
);

type Order = z.output<typeof order>;

/**
 * WooCommerce's webhooks `order.created` and `order.updated` (REST API v3, "Order properties"). `order_id` is the
 * order's number, as shoppers and the thank-you page know it; without a plugin that renumbers it is the id.
 */
export const woocommerce: Shop = {
  signatureHeader: 'x-wc-webhook-signature',
  topicHeader: 'x-wc-webhook-topic',
  toEvents: (topic, payload) => {
    if (topic !== 'order.created' && topic !== 'order.updated') return { events: [] };
    const parsed = order.safeParse(payload);
    if (parsed.success) return { events: toEvents(parsed.data) };
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'expected an order' };
    return { refused: [...path, message].join(': ') };
  },
};

function toEvents(one: Order): BatchEvent[] {
  const identity = toIdentity(one);
  const properties = toProperties(one);
  const { items: _, value: __, ...facts } = properties;
  const isPlaced = PLACED.has(one.status ?? '');
  const wasPlaced = one.date_paid_gmt !== undefined || PAID_LATER.has(one.payment_method ?? '');
  const changed = when(one.date_modified_gmt);
  return [
    ...(isPlaced
      ? [{ id: `woocommerce-order-${one.id}`, name: 'Purchase', ...when(one.date_created_gmt), identity, properties }]
      : []),
    ...(one.status === 'cancelled' && wasPlaced
      ? [{ id: `woocommerce-cancel-${one.id}`, name: 'Cancel', ...changed, identity, properties }]
      : []),
    ...one.refunds.flatMap(({ id: refundId, reason, total }) => {
      if (refundId === undefined) return [];
      const refunded = readPlainNumber(total);
      const value = refunded === undefined ? undefined : Math.abs(refunded);
      const about = present({ ...facts, value, refund_reason: reason }) as EventProperties;
      return [{ id: `woocommerce-refund-${refundId}`, name: 'Refund', ...changed, identity, properties: about }];
    }),
  ];
}

function toIdentity({ billing, customer_id }: Order): Identity {
  return present({
    email: billing?.email,
    phone: billing?.phone,
    first_name: billing?.first_name,
    last_name: billing?.last_name,
    external_id: customer_id,
  });
}

function toProperties(one: Order): EventProperties {
  return present({
    order_id: one.number ?? one.id,
    value: one.total,
    currency: one.currency,
    coupon: one.coupon_lines.flatMap(({ code }) => code ?? []).join(', '),
    discount: one.discount_total,
    tax: one.total_tax,
    shipping: one.shipping_total,
    items: one.line_items.map(toItem),
    billing_address: one.billing,
    shipping_address: one.shipping,
  }) as EventProperties;
}

/** A line's total is for all of its pieces and without tax; shoppers see a piece's price with it. */
function toItem({ product_id, sku, name, quantity, total, total_tax, image }: z.output<typeof line>) {
  const net = readPlainNumber(total);
  const price =
    net === undefined ? undefined : Number(((net + (readPlainNumber(total_tax) ?? 0)) / (quantity ?? 1)).toFixed(4));
  return present({ product_id, sku, name, price, quantity, image_url: image?.src });
}

/** WooCommerce writes UTC without saying so. */
function when(gmt: string | undefined): { time?: string } {
  const at = Date.parse(`${gmt ?? ''}Z`);
  return Number.isNaN(at) ? {} : { time: new Date(at).toISOString() };
}
