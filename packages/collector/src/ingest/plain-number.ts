/** Money and counts beyond this are a mistake or a trick; sums of them must stay finite. */
const LARGEST = 1e12;

const PLAIN = /^-?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})$/;

/**
 * Reads a number, or a string that is one in plain writing (`"29.98"`: digits and at most one point).
 * Anything else ("1.234,50", "12 EUR", "abc", NaN, beyond a million millions) is `undefined`: it is never guessed at.
 */
export function readPlainNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && PLAIN.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Math.abs(number) <= LARGEST ? number : undefined;
}
