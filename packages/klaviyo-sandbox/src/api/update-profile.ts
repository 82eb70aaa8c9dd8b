import { refuse, refuseDuplicate, refuseUnknownProfile } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { createProfileRules } from '../check/check-profile.ts';
import type { Call } from './operation.ts';
import { readProfileBody, toProfileResource } from './read-profile.ts';

const RULES = createProfileRules({
  identifiers: ['email', 'phone_number', 'external_id'],
  meta: 'beside',
  needsIdentifier: false,
});

/** PATCH /api/profiles/{id}: 200, 404 for an unknown id, 409 when an identifier belongs to somebody else. */
export function updateProfile({ state, body, id, url, now }: Call): Answer {
  const read = readProfileBody(body, RULES);
  if ('refusal' in read) return read.refusal;
  if (read.profile.id !== id) {
    const detail = `'id' must be the id of the path, ${id}.`;
    return refuse({ status: 400, code: 'invalid', title: 'Invalid input.', detail, source: { pointer: '/data/id' } });
  }
  const profile = state.profiles.find(id);
  if (!profile) return refuseUnknownProfile(id);
  const other = state.profiles.holders(read.profile).find((candidate) => candidate !== profile);
  if (other) return refuseDuplicate(other.id);
  state.profiles.update(profile, read.profile, now);
  return { status: 200, body: { data: toProfileResource(profile, url) } };
}
