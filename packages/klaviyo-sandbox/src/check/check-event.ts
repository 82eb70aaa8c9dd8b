import { checkEventProperties } from './check-properties.ts';
import type { JsonObject, Place } from './problem.ts';
import { blame, blameMissing } from './problem.ts';
import { readBoolean, readData, readResource, readString, typeOf } from './read.ts';

/** An event as its request describes it, checked. */
export interface EventInput {
  metric: string;
  properties: JsonObject;
  /** Unix seconds; undefined means when the request arrived. */
  time: number | undefined;
  value: number | null;
  value_currency: string | null;
  unique_id: string | undefined;
  backfill: boolean | undefined;
}

/** The fields of an event inside a bulk request; a single event has `profile` as well. */
export const EVENT_FIELDS = ['properties', 'time', 'value', 'value_currency', 'unique_id', 'backfill', 'metric'];

const METRIC_FIELDS: ReadonlySet<string> = new Set(['name', 'service']);
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const EARLIEST = Date.UTC(1990, 0, 1);
const YEAR_MS = 366 * 24 * 60 * 60 * 1000;
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Checks an event's attributes as Klaviyo does; `now` (ms) bounds `time`. */
export function checkEvent(attributes: JsonObject, place: Place, now: number): EventInput {
  return {
    metric: checkMetric(attributes, place),
    properties: checkEventProperties(attributes, place),
    time: checkTime(attributes, place, now),
    value: checkValue(attributes, place),
    value_currency: checkCurrency(attributes, place),
    unique_id: readString(attributes, 'unique_id', place) || undefined,
    backfill: readBoolean(attributes, 'backfill', place),
  };
}

function checkMetric(attributes: JsonObject, place: Place): string {
  const data = readData(attributes, 'metric', place);
  if (data === undefined) return '';
  const inner = { ...place, pointer: `${place.pointer}/metric/data`, resource: 'metric' };
  const metric = readResource(data, inner, { attributes: METRIC_FIELDS });
  if (!metric) return '';
  readString(metric.attributes, 'service', metric.place);
  const name = readString(metric.attributes, 'name', metric.place);
  if (name === undefined || name === null || name.trim() === '') {
    if (metric.attributes['name'] === undefined || name !== undefined) blameMissing(metric.place, 'name');
    return '';
  }
  if (name.length >= 128) blame(metric.place, 'name', `Expected fewer than 128 characters, got ${name.length}.`);
  return name;
}

function checkTime(attributes: JsonObject, place: Place, now: number): number | undefined {
  const text = readString(attributes, 'time', place);
  if (text === undefined || text === null) return undefined;
  // Without an offset the time counts as UTC, and not as this machine's own zone.
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const time = ISO_8601.test(text) ? Date.parse(zoned) : Number.NaN;
  if (Number.isNaN(time)) return blame(place, 'time', `Expected an ISO 8601 date-time, got '${text.slice(0, 64)}'.`);
  if (time < EARLIEST || time > now + YEAR_MS) {
    return blame(place, 'time', 'The time must be after 1990 and at most one year in the future.');
  }
  return Math.floor(time / 1000);
}

function checkValue(attributes: JsonObject, place: Place): number | null {
  const value = attributes['value'];
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return value;
  blame(place, 'value', `Expected a number for 'value', got ${typeOf(value)}.`);
  return null;
}

function checkCurrency(attributes: JsonObject, place: Place): string | null {
  const code = readString(attributes, 'value_currency', place);
  if (code === undefined || code === null) return null;
  if (!CURRENCIES.has(code)) {
    blame(place, 'value_currency', `Expected an ISO 4217 currency code such as EUR, got '${code.slice(0, 16)}'.`);
  }
  return code;
}
