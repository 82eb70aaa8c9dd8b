import type { KlaviyoError, Reading } from './answer.ts';

/** A profile never costs more calls than this; its events go out in any case. */
const MOST_CALLS = 3;

/** One call of an upsert: an import, or a PATCH of the profile with `id`. */
export interface UpsertCall {
  number: number;
  id?: string;
  withoutPhone: boolean;
}

export type UpsertStep = { next: UpsertCall } | { done: { id?: string; note?: string } };

export const FIRST_CALL: UpsertCall = { number: 1, withoutPhone: false };

/**
 * What follows from the answer to one call. A conflict means that email and phone belong to two people:
 * Klaviyo names the other profile, which is then updated instead; if the same identifiers conflict there too,
 * the phone is left out.
 */
export function nextUpsertStep(
  call: UpsertCall,
  { reading, hasPhone }: { reading: Extract<Reading, { kind: 'ok' | 'conflict' | 'invalid' }>; hasPhone: boolean },
): UpsertStep {
  if (reading.kind === 'ok') return { done: withId(profileId(reading.body) ?? call.id) };
  const phoneLeft = hasPhone && !call.withoutPhone;
  if (reading.kind === 'invalid') {
    if (phoneLeft && call.number < MOST_CALLS && reading.errors.some(blamesPhone)) {
      return { next: { ...call, number: call.number + 1, withoutPhone: true } };
    }
    const id = reading.status === 404 ? undefined : call.id;
    return { done: { ...withId(id), note: `The profile was not updated. ${reading.words}` } };
  }
  const duplicate = reading.errors.find((error) => error.meta?.duplicate_profile_id)?.meta?.duplicate_profile_id;
  const id = duplicate ?? call.id;
  if (call.number === MOST_CALLS || (id === undefined && !phoneLeft)) {
    return {
      done: { ...withId(id), note: 'The profile was not updated: Klaviyo has another one with the same data.' },
    };
  }
  const withoutPhone = call.withoutPhone || call.id !== undefined || id === undefined;
  return { next: { number: call.number + 1, withoutPhone, ...withId(id) } };
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
