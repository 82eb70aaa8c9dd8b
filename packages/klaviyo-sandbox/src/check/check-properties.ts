import type { JsonObject, Place } from './problem.ts';
import { blame, blameMissing, isObject } from './problem.ts';
import { typeOf } from './read.ts';

// Klaviyo's events API overview, "Limitations". "100KB" is read as 100,000 bytes, the stricter meaning.
const MAX_PROPERTIES = 400;
const MAX_STRING_BYTES = 100_000;
const MAX_ARRAY_LENGTH = 4_000;
const MAX_DEPTH = 10;

/** Reads an event's `properties` within Klaviyo's limits: 400 of them, strings 100 KB, arrays 4,000, nesting 10. */
export function checkEventProperties(attributes: JsonObject, place: Place): JsonObject {
  const properties = attributes['properties'];
  if (properties === undefined || properties === null) {
    blameMissing(place, 'properties');
    return {};
  }
  if (!isObject(properties)) {
    blame(place, 'properties', `Expected an object for 'properties', got ${typeOf(properties)}.`);
    return {};
  }
  const count = Object.keys(properties).length;
  if (count > MAX_PROPERTIES) {
    blame(place, 'properties', `Expected at most ${MAX_PROPERTIES} properties, got ${count}.`);
  }
  const excess = findExcess(properties, 1);
  if (excess) blame(place, `properties${excess.path}`, excess.detail);
  return properties;
}

interface Excess {
  path: string;
  detail: string;
}

function findExcess(value: unknown, depth: number): Excess | undefined {
  if (typeof value === 'string') {
    const tooLong = value.length > MAX_STRING_BYTES / 3 && Buffer.byteLength(value) > MAX_STRING_BYTES;
    return tooLong ? { path: '', detail: `A string must not exceed ${MAX_STRING_BYTES / 1000} KB.` } : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return { path: '', detail: `Values must not be nested deeper than ${MAX_DEPTH} levels.` };
  if (Array.isArray(value) && value.length > MAX_ARRAY_LENGTH) {
    return { path: '', detail: `An array must not have more than ${MAX_ARRAY_LENGTH} elements.` };
  }
  for (const [key, inner] of Object.entries(value)) {
    const excess = findExcess(inner, depth + 1);
    if (excess) return { ...excess, path: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}${excess.path}` };
  }
  return undefined;
}
