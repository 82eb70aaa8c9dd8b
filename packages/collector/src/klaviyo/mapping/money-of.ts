/** Klaviyo's two money attributes; a currency without a value would say nothing, so it is left out. */
export function moneyOf(
  value: number | undefined,
  currency: string | undefined,
): { value?: number; value_currency?: string } {
  if (value === undefined) return {};
  return currency === undefined ? { value } : { value, value_currency: currency };
}
