import { isObject } from '../../ingest/is-object.ts';

/**
 * A copy without `null`, `""`, `undefined` and numbers that are none, at any depth: to Klaviyo `null` means
 * "clear this", and an empty text would be a value that segments see.
 */
export function withoutBlanks(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => !isBlank(value))
      .map(([key, value]) => [key, clean(value)]),
  );
}

function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((element) => !isBlank(element)).map((element) => clean(element));
  return isObject(value) ? withoutBlanks(value) : value;
}

function isBlank(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (typeof value === 'number' && !Number.isFinite(value))
  );
}
