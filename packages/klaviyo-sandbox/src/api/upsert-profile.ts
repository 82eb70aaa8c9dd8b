import { refuseDuplicate, refuseUnknownProfile } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { createProfileRules } from '../check/check-profile.ts';
import type { Call } from './operation.ts';
import { readProfileBody, toProfileResource } from './read-profile.ts';

const RULES = createProfileRules({
  identifiers: ['email', 'phone_number', 'external_id', '_kx'],
  meta: 'beside',
  needsIdentifier: true,
});

/** POST /api/profile-import: 201 created, 200 updated, 409 when its identifiers belong to two people. */
export function upsertProfile({ state, body, url, now }: Call): Answer {
  const read = readProfileBody(body, RULES);
  if ('refusal' in read) return read.refusal;
  const { profile: input } = read;
  if (input.id && !state.profiles.find(input.id)) return refuseUnknownProfile(input.id);
  // A _kx is a hint from a link and never a claim on a person.
  const [holder] = state.profiles.holders(input);
  const other = state.profiles.holders({ ...input, _kx: null }).find((candidate) => candidate !== holder);
  if (other) return refuseDuplicate(other.id);
  if (holder) state.profiles.update(holder, input, now);
  const profile = holder ?? state.profiles.create(input, now);
  return { status: holder ? 200 : 201, body: { data: toProfileResource(profile, url) } };
}
