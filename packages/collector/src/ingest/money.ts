import type { Item } from '@scout/wire';

/** Takes the dust of binary fractions off a sum or product of money: four decimals, what the finest currency needs. */
export function roundMoney(amount: number): number {
  return Number(amount.toFixed(4));
}

/** Price times quantity (1 when none was sent), or `undefined` when the price is unknown. */
export function lineTotal(item: Item): number | undefined {
  return item.price === undefined ? undefined : roundMoney(item.price * (item.quantity ?? 1));
}

/**
 * The sum of all lines, or `undefined` when there are none or one has no price.
 * This is GA4's definition of an event's value: prices times quantities, without shipping, tax or an order's discount.
 */
export function linesTotal(items: Item[]): number | undefined {
  let sum = 0;
  for (const item of items) {
    const total = lineTotal(item);
    if (total === undefined) return undefined;
    sum += total;
  }
  return items.length > 0 ? roundMoney(sum) : undefined;
}
