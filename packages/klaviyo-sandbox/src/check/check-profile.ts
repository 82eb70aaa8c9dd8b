import { checkPatch } from './check-patch.ts';
import type { ProfilePatch } from './check-patch.ts';
import type { JsonObject, Place } from './problem.ts';
import { blame, isObject } from './problem.ts';
import { readObject, readResource, readString, typeOf } from './read.ts';

/** What identifies a profile beside its id, in the order in which the sandbox looks for its owner. */
export const IDENTIFIERS = ['email', 'phone_number', 'external_id', '_kx', 'anonymous_id'] as const;
export type Identifier = (typeof IDENTIFIERS)[number];

/** Plain text fields of a profile. */
export const TEXT_FIELDS = ['first_name', 'last_name', 'organization', 'locale', 'title', 'image'] as const;

/** A profile as its request describes it, checked: an absent key leaves the field, null clears it. */
export type ProfileInput = { id?: string; location?: JsonObject | null; properties?: JsonObject | null } & {
  [Key in Identifier | (typeof TEXT_FIELDS)[number]]?: string | null;
} & { patch?: ProfilePatch };

/** What differs between the endpoints that take a profile. */
export interface ProfileRules {
  identifiers: readonly Identifier[];
  /** Where `meta` stands: a single event has it in the attributes, the others beside them, POST /profiles nowhere. */
  meta: 'inside' | 'beside' | 'none';
  needsIdentifier: boolean;
  /** All attributes that are allowed. */
  attributes: ReadonlySet<string>;
}

/** Completes the rules with the attributes that follow from them. */
export function createProfileRules(rules: Omit<ProfileRules, 'attributes'>): ProfileRules {
  const meta = rules.meta === 'inside' ? ['meta'] : [];
  return {
    ...rules,
    attributes: new Set([...rules.identifiers, ...TEXT_FIELDS, 'location', 'properties', ...meta]),
  };
}

// "100KB" of an embedded profile is read as 100,000 bytes, the stricter meaning.
const MAX_PROFILE_BYTES = 100_000;
const EMAIL =
  /^(?=.{3,254}$)(?=[^@]{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const E164 = /^\+[1-9]\d{6,14}$/;
const LOCATION_TEXT = ['address1', 'address2', 'city', 'country', 'region', 'zip', 'timezone', 'ip'];
const LOCATION: ReadonlySet<string> = new Set([...LOCATION_TEXT, 'latitude', 'longitude']);

const RESOURCE: ReadonlySet<string> = new Set(['type', 'id', 'attributes']);
const RESOURCE_WITH_META: ReadonlySet<string> = new Set([...RESOURCE, 'meta']);

/** Checks a profile resource; at least one identifier is needed where `rules` say so. */
export function checkProfile(value: unknown, place: Place, rules: ProfileRules): ProfileInput | undefined {
  const opened = readResource(value, place, {
    attributes: rules.attributes,
    fields: rules.meta === 'beside' ? RESOURCE_WITH_META : RESOURCE,
  });
  if (!opened) return undefined;
  const { resource, attributes, place: inside } = opened;
  const profile: ProfileInput = {};
  const id = readString(resource, 'id', place);
  if (id) profile.id = id;
  for (const field of [...rules.identifiers, ...TEXT_FIELDS]) {
    const text = readString(attributes, field, inside);
    if (text !== undefined) profile[field] = text;
  }
  checkIdentifiers(profile, inside);
  if (attributes['location'] !== undefined) profile.location = checkLocation(attributes['location'], inside);
  if (attributes['properties'] !== undefined) profile.properties = checkCustom(attributes['properties'], inside);
  const holder = rules.meta === 'inside' ? attributes : resource;
  const meta = rules.meta === 'none' ? undefined : holder['meta'];
  const patch = checkPatch(meta, { ...(rules.meta === 'inside' ? inside : place), resource: 'meta' });
  if (patch) profile.patch = patch;
  if (rules.needsIdentifier && !profile.id && !rules.identifiers.some((name) => profile[name])) {
    const names = ['id', ...rules.identifiers].map((name) => `'${name}'`).join(', ');
    const detail = `At least one profile identifier is required: one of ${names}.`;
    place.problems.push({ code: 'invalid', detail, pointer: inside.pointer });
  }
  if (JSON.stringify(attributes).length > MAX_PROFILE_BYTES) {
    const detail = `A profile must not exceed ${MAX_PROFILE_BYTES / 1000} KB.`;
    place.problems.push({ code: 'invalid', detail, pointer: inside.pointer });
  }
  return profile;
}

function checkIdentifiers(profile: ProfileInput, place: Place): void {
  if (typeof profile.email === 'string') {
    profile.email = profile.email.trim().toLowerCase();
    if (!EMAIL.test(profile.email)) blame(place, 'email', 'Invalid email address.');
  }
  if (typeof profile.phone_number === 'string' && !E164.test(profile.phone_number)) {
    blame(place, 'phone_number', 'Invalid phone number format: expected E.164, such as +15005550006.');
  }
  for (const name of ['external_id', '_kx', 'anonymous_id'] as const) {
    if (profile[name] === '') blame(place, name, `'${name}' must not be empty.`);
  }
}

function checkLocation(value: unknown, place: Place): JsonObject | null {
  if (value === null) return null;
  const inner = { ...place, pointer: `${place.pointer}/location`, resource: 'location' };
  const location = readObject(value, inner, LOCATION);
  if (!location) return null;
  for (const field of LOCATION_TEXT) readString(location, field, inner);
  for (const field of ['latitude', 'longitude']) {
    if (typeof location[field] !== 'number') readString(location, field, inner);
  }
  return location;
}

function checkCustom(value: unknown, place: Place): JsonObject | null {
  if (value === null || isObject(value)) return value;
  blame(place, 'properties', `Expected an object for 'properties', got ${typeOf(value)}.`);
  return null;
}
