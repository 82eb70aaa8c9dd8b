import { isObject } from '../check/problem.ts';

/** What a fault looks for in a request. */
export interface Wanted {
  email?: string;
  unique_id?: string;
}

const BULK = '/data/attributes/events-bulk-create/data';

/**
 * The JSON pointer of the field that carries the wanted email and unique_id (the latter when both are wanted),
 * in a body that has not been checked; undefined when no entry has them.
 */
export function findEntry(body: unknown, wanted: Wanted): string | undefined {
  const email = wanted.email?.trim().toLowerCase();
  const data = dig(body, ['data']);
  const entries = dig(data, ['attributes', 'events-bulk-create', 'data']);
  if (Array.isArray(entries)) {
    const list: unknown[] = entries;
    for (const [index, entry] of list.entries()) {
      const found = findInBulkEntry(entry, { email, uniqueId: wanted.unique_id });
      if (found) return `${BULK}/${index}/attributes${found}`;
    }
    return undefined;
  }
  const profile = dig(data, ['attributes', 'profile', 'data']);
  if (email !== undefined && findEmail(body) !== email) return undefined;
  if (wanted.unique_id !== undefined) {
    return dig(data, ['attributes', 'unique_id']) === wanted.unique_id ? '/data/attributes/unique_id' : undefined;
  }
  return profile ? '/data/attributes/profile/data/attributes/email' : '/data/attributes/email';
}

/** The email of a single event's or a profile's body that has not been checked. */
export function findEmail(body: unknown): string | undefined {
  const data = dig(body, ['data']);
  return emailOf(dig(data, ['attributes', 'profile', 'data']) ?? data);
}

function findInBulkEntry(entry: unknown, wanted: { email: string | undefined; uniqueId: string | undefined }) {
  const profile = dig(entry, ['attributes', 'profile', 'data']);
  if (wanted.email !== undefined && emailOf(profile) !== wanted.email) return undefined;
  if (wanted.uniqueId === undefined) return '/profile/data/attributes/email';
  const events: unknown = dig(entry, ['attributes', 'events', 'data']);
  if (!Array.isArray(events)) return undefined;
  const index = events.findIndex((event) => dig(event, ['attributes', 'unique_id']) === wanted.uniqueId);
  return index === -1 ? undefined : `/events/data/${index}/attributes/unique_id`;
}

function emailOf(profile: unknown): string | undefined {
  const email = dig(profile, ['attributes', 'email']);
  return typeof email === 'string' ? email.trim().toLowerCase() : undefined;
}

function dig(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isObject(current)) return undefined;
    current = current[key];
  }
  return current;
}
