import { isObject } from './is-object.ts';

/** What the older enhanced e-commerce nested its products under, one key for each kind of event. */
const ACTIONS = ['purchase', 'refund', 'checkout', 'add', 'remove', 'detail'];

/**
 * Lifts the `ecommerce` object of a data layer to the top, where it wins over what stands there already: GA4's flat
 * one, and the older `ecommerce.purchase = {actionField: {id, revenue, …}, products: […]}`, whose id is the order's.
 */
export function flattenEcommerce(properties: Record<string, unknown>): Record<string, unknown> {
  const { ecommerce, ...outer } = properties;
  if (!isObject(ecommerce)) return properties;
  const action = ACTIONS.find((name) => isObject(ecommerce[name]));
  if (action === undefined) return { ...outer, ...ecommerce };

  const { [action]: nested, ...facts } = ecommerce;
  const { actionField, ...body } = isObject(nested) ? nested : {};
  const { id, ...about } = isObject(actionField) ? actionField : {};
  return { ...outer, ...facts, ...body, ...about, ...(id === undefined ? {} : { order_id: id }) };
}
