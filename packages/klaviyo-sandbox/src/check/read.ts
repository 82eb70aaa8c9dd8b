import type { JsonObject, Place } from './problem.ts';
import { blame, blameMissing, isObject } from './problem.ts';

/** Reads the object at `place`; fields that the resource does not have are problems, as with Klaviyo. */
export function readObject(value: unknown, place: Place, fields: ReadonlySet<string>): JsonObject | undefined {
  if (!isObject(value)) {
    const detail = `Expected an object for the resource '${place.resource}'.`;
    place.problems.push({ code: 'invalid', detail, pointer: place.pointer });
    return undefined;
  }
  for (const field in value) {
    if (!fields.has(field))
      blame(place, field, `'${field}' is not a valid field for the resource '${place.resource}'.`);
  }
  return value;
}

/** Reads a string field: undefined when absent or wrong, null when null. */
export function readString(object: JsonObject, field: string, place: Place): string | null | undefined {
  const value = object[field];
  if (value === undefined || value === null || typeof value === 'string') return value;
  return blame(place, field, `Expected a string or null for '${field}', got ${typeOf(value)}.`);
}

/** Reads a boolean field: undefined when absent, null or wrong. */
export function readBoolean(object: JsonObject, field: string, place: Place): boolean | undefined {
  const value = object[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  return blame(place, field, `Expected true or false for '${field}', got ${typeOf(value)}.`);
}

/** Opens `object[field].data`, the JSON:API wrapper around a nested resource. */
export function readData(object: JsonObject, field: string, place: Place): unknown {
  const wrapper = object[field];
  if (wrapper === undefined || wrapper === null) return blameMissing(place, field);
  const inner = { ...place, pointer: `${place.pointer}/${field}`, resource: field };
  const opened = readObject(wrapper, inner, DATA);
  if (!opened) return undefined;
  if (opened['data'] === undefined || opened['data'] === null) return blameMissing(inner, 'data');
  return opened['data'];
}

/** Checks the `type` of a resource, its `fields` (default type and attributes) and opens its `attributes`. */
export function readResource(
  value: unknown,
  place: Place,
  { attributes, fields = RESOURCE }: { attributes: ReadonlySet<string>; fields?: ReadonlySet<string> },
): { resource: JsonObject; attributes: JsonObject; place: Place } | undefined {
  const resource = readObject(value, place, fields);
  if (!resource) return undefined;
  if (resource['type'] === undefined) blameMissing(place, 'type');
  else if (resource['type'] !== place.resource) blame(place, 'type', `Expected the type '${place.resource}'.`);
  if (resource['attributes'] === undefined || resource['attributes'] === null) return blameMissing(place, 'attributes');
  const inner = { ...place, pointer: `${place.pointer}/attributes` };
  const opened = readObject(resource['attributes'], inner, attributes);
  return opened && { resource, attributes: opened, place: inner };
}

/** The JSON name of a value's type, for error texts. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}

const DATA: ReadonlySet<string> = new Set(['data']);
const RESOURCE: ReadonlySet<string> = new Set(['type', 'attributes']);
