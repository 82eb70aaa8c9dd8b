import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ProfileAttributes } from './mapping/profile.ts';
import { compareMoments, type Moment } from './moment.ts';
import type { UpsertCall } from './profile-upsert.ts';

/** People remembered per destination; about 300 bytes each. */
const REMEMBERED = 20_000;

/** What is known of one person at Klaviyo. */
export interface KnownPerson {
  /** Klaviyo's profile id, once it was seen. */
  id?: string;
  /** The id was named by a conflict: that profile may stand under another address, which stays its own. */
  isOther?: boolean;
  /** Fingerprint of the attributes that Klaviyo was last given. */
  hash?: string;
  /** The moment that these attributes come from: older ones never overwrite newer. */
  asOf: Moment;
  /** The next call of an upsert that met a conflict, for the attributes with this fingerprint. */
  pending?: { hash: string; call: UpsertCall };
}

/**
 * Remembers whose profile is up to date, so that their events cost one request. A person who was forgotten
 * only costs a request more.
 */
export class People {
  readonly #known = new LRUCache<string, KnownPerson>({ max: REMEMBERED });

  get(person: string): KnownPerson | undefined {
    return this.#known.get(person);
  }

  /** Klaviyo has these attributes now (or will never take them): events may go out. */
  settled(
    person: string,
    { profile, hash, asOf }: { profile?: Pick<KnownPerson, 'id' | 'isOther'>; hash: string; asOf: Moment },
  ): void {
    const { id, isOther = false } = profile?.id === undefined ? (this.#known.peek(person) ?? {}) : profile;
    this.#known.set(person, { hash, asOf, ...(id === undefined ? {} : { id, isOther }) });
  }

  continueWith(person: string, { hash, call, asOf }: { hash: string; call: UpsertCall; asOf: Moment }): void {
    this.#known.set(person, { ...this.#known.peek(person), asOf, pending: { hash, call } });
  }

  forget(person: string): void {
    this.#known.delete(person);
  }

  /** Whether Klaviyo has nothing to learn from attributes of that moment. */
  isSettled(person: string, { hash, asOf }: { hash: string; asOf: Moment }): boolean {
    const known = this.#known.get(person);
    if (!known?.hash) return false;
    return known.hash === hash || (known.pending === undefined && compareMoments(asOf, known.asOf) <= 0);
  }
}

/** A short fingerprint of a profile's attributes. */
export function fingerprint(attributes: ProfileAttributes): string {
  return createHash('sha256').update(JSON.stringify(attributes)).digest('base64url').slice(0, 22);
}
