import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
// Random bytes are drawn in blocks: one draw for each id was a third of the time of a bulk request.
const pool = new Uint8Array(4096);
let used = pool.length;

/** A random id of `length` characters, in the alphabet of Klaviyo's own ids. */
export function createId(length: number): string {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let id = '';
  for (const byte of pool.subarray(used, used + length)) id += ALPHABET.charAt(byte % ALPHABET.length);
  used += length;
  return id;
}
