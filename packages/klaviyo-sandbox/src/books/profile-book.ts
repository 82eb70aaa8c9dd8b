import { IDENTIFIERS, TEXT_FIELDS } from '../check/check-profile.ts';
import type { Identifier, ProfileInput } from '../check/check-profile.ts';
import type { JsonObject } from '../check/problem.ts';
import { createId } from '../create-id.ts';
import { patchProperties } from './patch-properties.ts';

/** A profile as the sandbox keeps it. Times are ISO 8601; `null` is a field nobody has set. */
export interface RecordedProfile {
  id: string;
  email: string | null;
  phone_number: string | null;
  external_id: string | null;
  _kx: string | null;
  anonymous_id: string | null;
  first_name: string | null;
  last_name: string | null;
  organization: string | null;
  locale: string | null;
  title: string | null;
  image: string | null;
  location: JsonObject;
  properties: JsonObject;
  created: string;
  updated: string;
  last_event_date: string | null;
}

/** All profiles and who holds which identifier; beyond `max` the oldest are forgotten. */
export class ProfileBook {
  readonly #max: number;
  readonly #profiles = new Map<string, RecordedProfile>();
  readonly #holders = new Map<string, RecordedProfile>();
  readonly #keys = new Map<string, Set<string>>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#profiles.size;
  }

  /** Oldest first. */
  all(): RecordedProfile[] {
    return [...this.#profiles.values()];
  }

  find(id: string): RecordedProfile | undefined {
    return this.#profiles.get(id);
  }

  /** Who holds this identifier. */
  holder(name: Identifier, value: string): RecordedProfile | undefined {
    return this.#holders.get(toKey(name, value));
  }

  /** The profiles that the input's id and identifiers point at, each once, the one that counts first. */
  holders(input: ProfileInput): RecordedProfile[] {
    const found = new Set<RecordedProfile>();
    const named = input.id && this.find(input.id);
    if (named) found.add(named);
    for (const name of IDENTIFIERS) {
      const value = input[name];
      const holder = value && this.holder(name, value);
      if (holder) found.add(holder);
    }
    return [...found];
  }

  create(input: ProfileInput, now: number): RecordedProfile {
    const at = new Date(now).toISOString();
    const profile: RecordedProfile = {
      id: `01${createId(24)}`,
      email: null,
      phone_number: null,
      external_id: null,
      _kx: null,
      anonymous_id: null,
      first_name: null,
      last_name: null,
      organization: null,
      locale: null,
      title: null,
      image: null,
      location: {},
      properties: {},
      created: at,
      updated: at,
      last_event_date: null,
    };
    this.#profiles.set(profile.id, profile);
    this.#keys.set(profile.id, new Set());
    this.update(profile, input, now);
    for (const id of this.#profiles.keys()) {
      if (this.#profiles.size <= this.#max) break;
      this.remove(id);
    }
    return profile;
  }

  /** Applies the input: absent fields stay, null clears, and an identifier that another profile holds stays there. */
  update(profile: RecordedProfile, input: ProfileInput, now: number): void {
    for (const name of IDENTIFIERS) this.#assign(profile, name, input[name]);
    for (const name of TEXT_FIELDS) {
      const text = input[name];
      if (text !== undefined) profile[name] = text;
    }
    if (input.location === null) profile.location = {};
    else if (input.location) profile.location = mergeFields(profile.location, input.location);
    if (input.properties === null) profile.properties = {};
    else if (input.properties) profile.properties = mergeFields(profile.properties, input.properties);
    if (input.patch) profile.properties = patchProperties(profile.properties, input.patch);
    profile.updated = new Date(now).toISOString();
  }

  /** Forgets a profile; its identifiers are free again. */
  remove(id: string): void {
    for (const key of this.#keys.get(id) ?? []) this.#holders.delete(key);
    this.#keys.delete(id);
    this.#profiles.delete(id);
  }

  clear(): void {
    this.#profiles.clear();
    this.#holders.clear();
    this.#keys.clear();
  }

  #assign(profile: RecordedProfile, name: Identifier, value: string | null | undefined): void {
    if (value === undefined || value === profile[name]) return;
    const keys = this.#keys.get(profile.id);
    if (!keys) return;
    if (value !== null) {
      const holder = this.holder(name, value);
      if (holder && holder !== profile) return;
      this.#holders.set(toKey(name, value), profile);
      keys.add(toKey(name, value));
    }
    const former = profile[name];
    // An older _kx or anonymous id still names the same person; an older email or phone does not.
    if (former !== null && name !== '_kx' && name !== 'anonymous_id') {
      this.#holders.delete(toKey(name, former));
      keys.delete(toKey(name, former));
    }
    profile[name] = value;
  }
}

function toKey(name: Identifier, value: string): string {
  return `${name}:${value}`;
}

/** Merges at the top level; a null removes the field, as Klaviyo documents. */
function mergeFields(current: JsonObject, changes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...current, ...changes }).filter(([, value]) => value !== null));
}
