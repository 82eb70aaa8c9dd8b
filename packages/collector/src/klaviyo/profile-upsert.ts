import type { KlaviyoError, Reading } from './answer.ts';
import type { ProfileClaims } from './profile-claims.ts';

/** A profile never costs more calls than this; its events go out in any case. */
const MOST_CALLS = 3;

const PHONE_LEFT_OUT = 'The phone number was left out: Klaviyo did not take it for this profile.';
const PHONE_KEPT = 'The phone number was left out: the profile has another one, which a browser may not change.';
const NOT_UPDATED = 'The profile was not updated: Klaviyo has another one with the same data.';

/** One call of an upsert: an import, or a PATCH of the profile with `id`. */
export interface UpsertCall {
  number: number;
  id?: string;
  withoutPhone: boolean;
  /** Instead of the attributes, these go into the blanks of the profile with `id`. */
  fill?: ProfileClaims;
}

export interface UpsertEnd {
  id?: string;
  /** The id was named by a conflict, so the profile may stand under another address. */
  isOther: boolean;
  /** What was left out, for people. */
  note?: string;
}

export type UpsertStep = { next: UpsertCall } | { done: UpsertEnd };

export const FIRST_CALL: UpsertCall = { number: 1, withoutPhone: false };

/**
 * What follows from the answer to one call. A conflict means that email and phone belong to two people:
 * Klaviyo names the other profile, which is then updated instead; if the same identifiers conflict there too,
 * the phone is left out. `claims` fill what the imported profile turns out to lack, and replace nothing.
 */
export function nextUpsertStep(
  call: UpsertCall,
  {
    reading,
    hasPhone,
    claims = {},
  }: { reading: Extract<Reading, { kind: 'ok' | 'conflict' | 'invalid' }>; hasPhone: boolean; claims?: ProfileClaims },
): UpsertStep {
  if (call.fill) {
    return { done: { ...withId(call.id), isOther: false, ...(reading.kind === 'ok' ? {} : { note: PHONE_LEFT_OUT }) } };
  }
  if (reading.kind === 'ok') {
    const step = call.id === undefined ? fillBlanks(call, { body: reading.body, claims }) : undefined;
    if (step) return step;
    const left = hasPhone && call.withoutPhone ? { note: PHONE_LEFT_OUT } : {};
    return { done: { ...withId(profileId(reading.body) ?? call.id), isOther: call.id !== undefined, ...left } };
  }
  const phoneLeft = hasPhone && !call.withoutPhone;
  if (reading.kind === 'invalid') {
    if (phoneLeft && call.number < MOST_CALLS && reading.errors.some(blamesPhone)) {
      return { next: { ...call, number: call.number + 1, withoutPhone: true } };
    }
    const id = reading.status === 404 ? undefined : call.id;
    return { done: { ...withId(id), isOther: true, note: `The profile was not updated. ${reading.words}` } };
  }
  const duplicate = reading.errors.find((error) => error.meta?.duplicate_profile_id)?.meta?.duplicate_profile_id;
  const id = duplicate ?? call.id;
  if (call.number === MOST_CALLS || (id === undefined && !phoneLeft)) {
    return { done: { ...withId(id), isOther: true, note: NOT_UPDATED } };
  }
  const withoutPhone = call.withoutPhone || call.id !== undefined || id === undefined;
  return { next: { number: call.number + 1, withoutPhone, ...withId(id) } };
}

function fillBlanks(
  call: UpsertCall,
  { body, claims }: { body: unknown; claims: ProfileClaims },
): UpsertStep | undefined {
  const id = profileId(body);
  const attributes = (body as { data?: { attributes?: Record<string, unknown> | null } } | null | undefined)?.data
    ?.attributes;
  if (id === undefined || !attributes) return undefined;
  const { phone_number: phone } = claims;
  const fill = Object.fromEntries(Object.entries(claims).filter(([name]) => (attributes[name] ?? null) === null));
  if (Object.keys(fill).length > 0) return { next: { number: call.number + 1, id, withoutPhone: false, fill } };
  const kept = phone !== undefined && attributes['phone_number'] !== phone;
  return { done: { id, isOther: false, ...(kept ? { note: PHONE_KEPT } : {}) } };
}

function withId(id: string | undefined): { id?: string } {
  return id === undefined ? {} : { id };
}

function profileId(body: unknown): string | undefined {
  const id = (body as { data?: { id?: unknown } } | null | undefined)?.data?.id;
  return typeof id === 'string' ? id : undefined;
}

function blamesPhone(error: KlaviyoError): boolean {
  return /phone/i.test(`${error.source?.pointer ?? ''} ${error.detail} ${error.code}`);
}
