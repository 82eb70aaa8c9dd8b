import type { KlaviyoEvent } from './klaviyo-event.ts';

const MAX_METRIC_LENGTH = 127;
const MAX_PROPERTIES = 400;
const MAX_STRING_BYTES = 100_000;
const MAX_ARRAY_LENGTH = 4000;
const MAX_DEPTH = 10;
const MAX_EVENT_BYTES = 5_000_000;
const EARLIEST_MS = Date.UTC(1990, 0, 1);

/**
 * Whether Klaviyo could take the event, by the limits of its events endpoints: a sentence that names the limit
 * that is broken, or `undefined` when none is. (That `time` is not ahead is held by ingest.)
 */
export function checkLimits({ metric, time, properties }: KlaviyoEvent): string | undefined {
  if (metric === '' || metric.length > MAX_METRIC_LENGTH) {
    return `The metric's name must have 1 to ${MAX_METRIC_LENGTH} characters; this one has ${metric.length}.`;
  }
  if (!(Date.parse(time) >= EARLIEST_MS)) return `The event's time must be a date since 1990; it is "${time}".`;
  const count = Object.keys(properties).length;
  if (count > MAX_PROPERTIES) return `An event may have ${MAX_PROPERTIES} properties; this one has ${count}.`;
  return checkValue(properties, { path: 'properties', depth: 1 }) ?? checkSize(properties);
}

function checkValue(value: unknown, { path, depth }: { path: string; depth: number }): string | undefined {
  if (typeof value === 'string') {
    const isLong = value.length * 3 > MAX_STRING_BYTES && Buffer.byteLength(value) > MAX_STRING_BYTES;
    return isLong ? `A text may have ${MAX_STRING_BYTES} bytes; "${path}" has more.` : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return `Properties may be nested ${MAX_DEPTH} levels deep; "${path}" is deeper.`;
  if (Array.isArray(value) && value.length > MAX_ARRAY_LENGTH) {
    return `An array may have ${MAX_ARRAY_LENGTH} elements; "${path}" has ${value.length}.`;
  }
  for (const [key, inner] of Object.entries(value)) {
    const problem = checkValue(inner, { path: Array.isArray(value) ? path : key, depth: depth + 1 });
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function checkSize(properties: Record<string, unknown>): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(properties));
  return bytes > MAX_EVENT_BYTES ? `An event may have ${MAX_EVENT_BYTES} bytes; this one has ${bytes}.` : undefined;
}
