import type { RecordedProfile } from '../books/profile-book.ts';
import type { EventInput } from '../check/check-event.ts';
import type { ProfileInput } from '../check/check-profile.ts';
import { IDENTIFIERS } from '../check/check-profile.ts';
import type { Call } from './operation.ts';

/**
 * Finds or makes the profile of an event and applies the attributes sent along. Klaviyo does this after its 202,
 * so nothing here can refuse: identifiers of several people go to the first of them, and an event that names
 * only an id nobody has is lost (undefined), the harsher of the two things Klaviyo may do.
 */
export function applyProfile(input: ProfileInput, { state, now }: Call): RecordedProfile | undefined {
  const [holder] = state.profiles.holders(input);
  if (holder) {
    state.profiles.update(holder, input, now);
    return holder;
  }
  if (!IDENTIFIERS.some((name) => input[name])) return undefined;
  return state.profiles.create(input, now);
}

/** Records events of one profile and counts what was dropped. */
export function recordEvents(
  call: Call,
  arrival: { events: readonly EventInput[]; profile: ProfileInput; via: 'single' | 'bulk' },
): { repeats: number; lost: number } {
  const { state, now, requestId } = call;
  const profile = applyProfile(arrival.profile, call);
  if (!profile) return { repeats: 0, lost: arrival.events.length };
  let repeats = 0;
  for (const event of arrival.events) {
    if (state.events.record({ event, profile, via: arrival.via, requestId, now }))
      state.metrics.count(event.metric, now);
    else repeats += 1;
  }
  return { repeats, lost: 0 };
}
