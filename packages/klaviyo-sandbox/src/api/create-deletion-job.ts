import type { Answer } from '../answer.ts';
import { refuseBody } from '../answer.ts';
import { checkProfile, createProfileRules, IDENTIFIERS } from '../check/check-profile.ts';
import { openDocument } from '../check/open-document.ts';
import type { Problem } from '../check/problem.ts';
import { blame } from '../check/problem.ts';
import { readData, readResource } from '../check/read.ts';
import type { Call } from './operation.ts';

const ATTRIBUTES: ReadonlySet<string> = new Set(['profile']);
const RULES = createProfileRules({
  identifiers: ['email', 'phone_number'],
  meta: 'none',
  needsIdentifier: true,
});

/** POST /api/data-privacy-deletion-jobs: 202, whether there is such a profile or not; the sandbox deletes at once. */
export function createDeletionJob({ state, body }: Call): Answer {
  const problems: Problem[] = [];
  const place = { pointer: '/data', resource: 'data-privacy-deletion-job', problems };
  const data = openDocument(body, problems);
  const job = data === undefined ? undefined : readResource(data, place, { attributes: ATTRIBUTES });
  const nested = job && readData(job.attributes, 'profile', job.place);
  const inside = { pointer: '/data/attributes/profile/data', resource: 'profile', problems };
  const profile = nested === undefined ? undefined : checkProfile(nested, inside, RULES);
  const given = profile ? ['id' as const, ...IDENTIFIERS].filter((name) => profile[name]) : [];
  if (given.length > 1) blame(inside, 'attributes', 'Expected exactly one identifier.');
  if (!profile || problems.length > 0) return refuseBody(problems);
  const [holder] = state.profiles.holders(profile);
  if (holder) {
    state.events.removeOf(holder.id);
    state.profiles.remove(holder.id);
  }
  return { status: 202 };
}
