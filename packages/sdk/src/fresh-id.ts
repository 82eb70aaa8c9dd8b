import { randomDigits } from './random-digits.ts';

/** A new id of 10 to 30 characters of [a-z0-9]: the time, then 64 random bits. */
export function freshId(): string {
  return Date.now().toString(36) + randomDigits(2);
}
