/** The shop's one currency, ISO 4217. */
export const CURRENCY = 'EUR';

const format = new Intl.NumberFormat('en-IE', { style: 'currency', currency: CURRENCY });

/** Cents as a shopper reads them: 123450 becomes "€1,234.50". */
export function formatMoney(cents: number): string {
  return format.format(cents / 100);
}

/** Cents as events carry them, in units of the currency: 2998 becomes 29.98. */
export function toUnits(cents: number): number {
  return cents / 100;
}
