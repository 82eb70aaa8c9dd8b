import { isObject } from '../check/problem.ts';
import { SCOPES } from '../keys.ts';
import type { Scope } from '../keys.ts';

/** Checks `{key, scopes}`; throws a RangeError that says what was expected. */
export function checkKey(key: unknown, scopes: unknown): { key: string; scopes: Scope[] | null } {
  if (typeof key !== 'string' || !/^\S{1,200}$/.test(key)) {
    throw new RangeError('key: expected a string of 1 to 200 characters without spaces.');
  }
  if (scopes === null) return { key, scopes };
  const known: readonly unknown[] = SCOPES;
  const isScopes = (value: unknown): value is Scope[] =>
    Array.isArray(value) && value.every((one) => known.includes(one));
  if (!isScopes(scopes)) {
    throw new RangeError(`scopes: expected null (revoked) or an array of ${SCOPES.join(', ')}.`);
  }
  return { key, scopes };
}

/** Checks `{name, integration}`; throws a RangeError that says what was expected. */
export function checkMetric(value: unknown): { name: string; integration: string } {
  const { name, integration } = isObject(value) ? value : {};
  if (typeof name !== 'string' || name === '' || name.length >= 128) {
    throw new RangeError('name: expected a metric name of 1 to 127 characters.');
  }
  if (typeof integration !== 'string' || integration === '') {
    throw new RangeError('integration: expected the name of an integration, such as Shopify.');
  }
  return { name, integration };
}
