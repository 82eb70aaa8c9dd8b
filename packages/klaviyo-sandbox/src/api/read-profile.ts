import { refuseBody } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { checkProfile } from '../check/check-profile.ts';
import type { ProfileInput, ProfileRules } from '../check/check-profile.ts';
import { openDocument } from '../check/open-document.ts';
import type { Problem } from '../check/problem.ts';
import type { RecordedProfile } from '../books/profile-book.ts';

/** Reads a body that is one profile: the profile, or the refusal. */
export function readProfileBody(body: unknown, rules: ProfileRules): { profile: ProfileInput } | { refusal: Answer } {
  const problems: Problem[] = [];
  const data = openDocument(body, problems);
  const profile =
    data === undefined ? undefined : checkProfile(data, { pointer: '/data', resource: 'profile', problems }, rules);
  return profile && problems.length === 0 ? { profile } : { refusal: refuseBody(problems) };
}

/** A profile as the API shows it: a JSON:API resource. */
export function toProfileResource(profile: RecordedProfile, url: string) {
  const { id, _kx, anonymous_id, ...attributes } = profile;
  return { type: 'profile', id, attributes, links: { self: `${url}/api/profiles/${id}` } };
}
