import type { BatchEvent, EventProperties, Identity } from '@scout/wire';
import { z } from 'zod';
import { present } from '../present.ts';
import { amount, id, listOf, requiredId, text } from './fields.ts';
import type { Shop, ShopEvents } from './shop.ts';

/** Ids beyond 2^53 lose digits as JSON numbers; Shopify writes them out beside, as `gid://shopify/Order/<id>`. */
const withExactId = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null || !('admin_graphql_api_id' in value)) return value;
  const exact = /^gid:\/\/shopify\/\w+\/(\d+)$/.exec(String(value.admin_graphql_api_id))?.[1];
  return exact === undefined ? value : { ...value, id: exact };
}, z.unknown());

const address = z.record(z.string(), z.unknown()).optional().catch(undefined);

const customer = z
  .object({ id, email: text, phone: text, first_name: text, last_name: text })
  .optional()
  .catch(undefined);

const line = z.object({
  product_id: id,
  sku: text,
  title: text,
  variant_title: text,
  vendor: text,
  price: amount,
  quantity: z.int().min(1).optional().catch(undefined),
});

const order = withExactId.pipe(
  z.object(
    {
      id: requiredId,
      name: text,
      email: text,
      contact_email: text,
      phone: text,
      created_at: text,
      processed_at: text,
      cancelled_at: text,
      currency: text,
      total_price: amount,
      total_tax: amount,
      total_discounts: amount,
      total_shipping_price_set: z
        .object({ shop_money: z.object({ amount }) })
        .optional()
        .catch(undefined),
      discount_codes: listOf(z.object({ code: text })),
      line_items: listOf(line),
      customer,
      billing_address: address,
      shipping_address: address,
      test: z.boolean().optional().catch(undefined),
    },
    { error: 'expected an order' },
  ),
);

const refund = z.object(
  {
    id: requiredId,
    order_id: requiredId,
    created_at: text,
    processed_at: text,
    note: text,
    transactions: listOf(z.object({ amount, kind: text, status: text, currency: text })),
    refund_line_items: listOf(z.object({ quantity: z.int().min(1).optional().catch(undefined), line_item: line })),
  },
  { error: 'expected a refund' },
);

/**
 * Shopify's order webhooks (API reference, "Webhook" topics `orders/create`, `orders/paid`, `orders/cancelled`,
 * `refunds/create`). `order_id` is the order's numeric id, as a custom pixel sees it in `checkout.order.id`.
 */
export const shopify: Shop = {
  signatureHeader: 'x-shopify-hmac-sha256',
  topicHeader: 'x-shopify-topic',
  toEvents: (topic, payload) => {
    switch (topic) {
      case 'orders/create':
      case 'orders/paid':
        return read(order, payload, (one) => [
          {
            id: `shopify-order-${one.id}`,
            name: 'Purchase',
            ...when(one.processed_at ?? one.created_at),
            ...about(one),
          },
        ]);
      case 'orders/cancelled':
        // The topic is not signed, the body is: an order that was not cancelled does not say when it was.
        return read(order, payload, (one) =>
          one.cancelled_at === undefined
            ? []
            : [{ id: `shopify-cancel-${one.id}`, name: 'Cancel', ...when(one.cancelled_at), ...about(one) }],
        );
      case 'refunds/create':
        return read(refund, payload, (one) => [toRefund(one)]);
      default:
        return { events: [] };
    }
  },
};

function read<Schema extends z.ZodType>(
  schema: Schema,
  payload: unknown,
  toEvents: (value: z.output<Schema>) => BatchEvent[],
): ShopEvents {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return { events: toEvents(parsed.data) };
  const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'expected an order' };
  return { refused: [...path, message].join(': ') };
}

function when(time: string | undefined): { time?: string } {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? {} : { time: new Date(at).toISOString() };
}

function about(one: z.output<typeof order>): { identity: Identity; properties: EventProperties } {
  const { customer: buyer, billing_address: billing } = one;
  const codes = one.discount_codes.flatMap(({ code }) => code ?? []);
  return {
    identity: present({
      email: one.email ?? one.contact_email ?? buyer?.email,
      phone: one.phone ?? buyer?.phone ?? textOf(billing?.['phone']),
      first_name: buyer?.first_name ?? textOf(billing?.['first_name']),
      last_name: buyer?.last_name ?? textOf(billing?.['last_name']),
      external_id: buyer?.id,
    }),
    properties: present({
      order_id: one.id,
      order_name: one.name,
      value: one.total_price,
      currency: one.currency,
      coupon: codes.join(', '),
      discount: one.total_discounts,
      tax: one.total_tax,
      shipping: one.total_shipping_price_set?.shop_money.amount,
      items: one.line_items.map(toItem),
      billing_address: billing,
      shipping_address: one.shipping_address,
      test_order: one.test === true ? true : undefined,
    }) as EventProperties,
  };
}

/** A refund names its order and nobody's address: whose order it was is known from the order itself. */
function toRefund(one: z.output<typeof refund>): BatchEvent {
  const paid = one.transactions.filter(({ kind, status }) => kind === 'refund' && status === 'success');
  const sum = paid.reduce((total, { amount: part }) => total + Number(part ?? 0), 0);
  return {
    id: `shopify-refund-${one.id}`,
    name: 'Refund',
    ...when(one.processed_at ?? one.created_at),
    properties: present({
      order_id: one.order_id,
      value: paid.length > 0 && Number.isFinite(sum) ? Number(sum.toFixed(4)) : undefined,
      currency: paid[0]?.currency,
      refund_note: one.note,
      items: one.refund_line_items.map(({ quantity, line_item }) => ({
        ...toItem(line_item),
        ...present({ quantity }),
      })),
    }) as EventProperties,
  };
}

function toItem({ product_id, sku, title, variant_title, vendor, price, quantity }: z.output<typeof line>) {
  return present({ product_id, sku, name: title, variant: variant_title, brand: vendor, price, quantity });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
