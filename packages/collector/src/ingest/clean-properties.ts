import type { Findings } from './findings.ts';
import { refusal } from './findings.ts';

/** Klaviyo's limits for an event's properties; what breaks them is refused at the door rather than hours later. */
const MAX_DEPTH = 10;
const MAX_PROPERTIES = 400;
const MAX_ARRAY_LENGTH = 4000;
const MAX_STRING_BYTES = 100_000;

const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A copy of the shop's properties without the keys that could reach an object's prototype, and with a refusal
 * for what is nested deeper than 10 levels, has more than 400 keys, 4,000 elements or 100 KB of text in one place.
 */
export function cleanProperties(properties: Record<string, unknown>, findings: Findings): Record<string, unknown> {
  return cleanObject(properties, { path: 'properties', depth: 1, findings });
}

interface Place {
  path: string;
  depth: number;
  findings: Findings;
}

function clean(value: unknown, place: Place): unknown {
  if (typeof value === 'string') return cleanText(value, place);
  if (typeof value !== 'object' || value === null) return value;
  if (place.depth > MAX_DEPTH) {
    place.findings.refusals.push(refusal(place.path, `at most ${MAX_DEPTH} levels of nesting`, value));
    return undefined;
  }
  return Array.isArray(value) ? cleanArray(value, place) : cleanObject(value, place);
}

function cleanText(text: string, { path, findings }: Place): string {
  // Three bytes are the most that one UTF-16 unit can take, so most texts need no counting.
  if (text.length * 3 > MAX_STRING_BYTES && Buffer.byteLength(text) > MAX_STRING_BYTES) {
    findings.refusals.push(refusal(path, `at most ${MAX_STRING_BYTES} bytes of text`, text));
  }
  return text;
}

function cleanArray(array: unknown[], place: Place): unknown[] {
  if (array.length > MAX_ARRAY_LENGTH) {
    place.findings.refusals.push(refusal(place.path, `at most ${MAX_ARRAY_LENGTH} elements`, array));
    return [];
  }
  const inner = { ...place, depth: place.depth + 1 };
  return array.map((element) => clean(element, inner));
}

function cleanObject(object: object, place: Place): Record<string, unknown> {
  const entries = Object.entries(object);
  if (entries.length > MAX_PROPERTIES) {
    place.findings.refusals.push(refusal(place.path, `at most ${MAX_PROPERTIES} properties`, object));
    return {};
  }
  const copy: Record<string, unknown> = {};
  for (const [key, value] of entries) {
    if (!DANGEROUS.has(key)) copy[key] = clean(value, { ...place, path: key, depth: place.depth + 1 });
  }
  return copy;
}
