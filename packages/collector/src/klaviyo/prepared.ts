import type { DueDelivery } from '../store/store.ts';
import type { DestinationSettings } from '../store/configuration.ts';
import { checkLimits } from './mapping/check-limits.ts';
import { toKlaviyoEvents } from './mapping/events.ts';
import type { KlaviyoEvent } from './mapping/klaviyo-event.ts';
import { toProfileAttributes, type ProfileAttributes } from './mapping/profile.ts';
import type { Moment } from './moment.ts';
import { fingerprint } from './people.ts';
import { splitClaims, type ProfileClaims } from './profile-claims.ts';

const HOUR_MS = 3_600_000;

/** A delivery with all that Klaviyo is to learn from it. */
export interface Prepared {
  delivery: DueDelivery;
  person: string;
  /** Of two of a person, the later one says what holds. */
  asOf: Moment;
  /** None for an Identify: it only updates the profile. */
  events: KlaviyoEvent[];
  /** Recorded without starting flows. */
  backfill: boolean;
  profile: ProfileAttributes;
  /** Fingerprint of `profile`. */
  profileHash: string;
  /** Identifiers for a profile that has none. */
  claims: ProfileClaims;
  /** Fingerprint of all that Klaviyo is to know of the person. */
  hash: string;
  /** What was left out on the way, for people. */
  notes: string[];
}

/** Who a delivery belongs to, in the words of its destination: an email, or a `_kx` where the owner allows it. */
export function personOf(delivery: DueDelivery, settings: DestinationSettings): string | undefined {
  if (delivery.email !== null) return delivery.email;
  const kx = delivery.event.context._kx;
  return settings.use_kx && kx !== undefined ? `_kx:${kx}` : undefined;
}

/** Maps a delivery; a sentence instead when Klaviyo could never take it. */
export function prepare(
  delivery: DueDelivery,
  { settings, now }: { settings: DestinationSettings; now: number },
): Prepared | { person: string | undefined; problem: string } {
  const person = personOf(delivery, settings);
  if (person === undefined) return { person, problem: 'Neither an email nor another identifier is known.' };
  const { event } = delivery;
  const { attributes, notes } = toProfileAttributes(event, {
    ...(delivery.country === null ? {} : { defaultCountry: delivery.country }),
    externalId: settings.use_external_id ?? false,
  });
  const { profile, claims } = splitClaims({ ...attributes }, event.source);
  if (delivery.superseded) delete profile.properties;
  if (delivery.email === null) profile._kx = event.context._kx;
  else profile.email = delivery.email;
  const events = delivery.metric === null ? [] : toKlaviyoEvents(event, delivery.metric);
  const problem = events.map((each) => checkLimits(each)).find((sentence) => sentence !== undefined);
  if (problem !== undefined) return { person, problem };
  const actedAt = Date.parse(event.time);
  const backfillAfter = settings.backfill_after_hours;
  return {
    delivery,
    person,
    asOf: { actedAt, deliveryId: delivery.id },
    events,
    backfill: backfillAfter !== undefined && now - actedAt > backfillAfter * HOUR_MS,
    profile,
    profileHash: fingerprint(profile),
    claims,
    hash: fingerprint({ ...profile, ...claims }),
    notes,
  };
}
