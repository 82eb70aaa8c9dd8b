import { refuse, refuseDuplicate } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { createProfileRules } from '../check/check-profile.ts';
import type { Call } from './operation.ts';
import { readProfileBody, toProfileResource } from './read-profile.ts';

const RULES = createProfileRules({
  identifiers: ['email', 'phone_number', 'external_id'],
  meta: 'none',
  needsIdentifier: true,
});

/** POST /api/profiles: 201, or 409 with the id of the profile that already has one of the identifiers. */
export function createProfile({ state, body, url, now }: Call): Answer {
  const read = readProfileBody(body, RULES);
  if ('refusal' in read) return read.refusal;
  if (read.profile.id) {
    const detail = "'id' is not a valid field for the resource 'profile'.";
    return refuse({ status: 400, code: 'invalid', title: 'Invalid input.', detail, source: { pointer: '/data/id' } });
  }
  const [holder] = state.profiles.holders(read.profile);
  if (holder) return refuseDuplicate(holder.id);
  return { status: 201, body: { data: toProfileResource(state.profiles.create(read.profile, now), url) } };
}
