/** `count` random 32-bit numbers in decimal, one after the other: 1 to 10 digits each. */
export function randomDigits(count: number): string {
  return crypto.getRandomValues(new Uint32Array(count)).join('');
}
