import { refuseBody } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { checkEvent, EVENT_FIELDS } from '../check/check-event.ts';
import { checkProfile, createProfileRules, IDENTIFIERS } from '../check/check-profile.ts';
import type { Place, Problem } from '../check/problem.ts';
import { openDocument } from '../check/open-document.ts';
import { readData, readResource } from '../check/read.ts';
import type { Call } from './operation.ts';
import { recordEvents } from './record-event.ts';

const PROFILE_RULES = createProfileRules({ identifiers: IDENTIFIERS, meta: 'inside', needsIdentifier: true });
const FIELDS: ReadonlySet<string> = new Set([...EVENT_FIELDS, 'profile']);

/** POST /api/events: records one event and creates or updates its profile; 202, a repeat is dropped in silence. */
export function createEvent(call: Call): Answer {
  const problems: Problem[] = [];
  const place: Place = { pointer: '/data', resource: 'event', problems };
  const data = openDocument(call.body, problems);
  const opened = data === undefined ? undefined : readResource(data, place, { attributes: FIELDS });
  if (!opened) return { ...refuseBody(problems), events: 1 };
  const event = checkEvent(opened.attributes, opened.place, call.now);
  const profileData = readData(opened.attributes, 'profile', opened.place);
  const profilePlace = { ...opened.place, pointer: '/data/attributes/profile/data', resource: 'profile' };
  const profile = profileData === undefined ? undefined : checkProfile(profileData, profilePlace, PROFILE_RULES);
  if (problems.length > 0 || !profile) return { ...refuseBody(problems), events: 1 };
  return { status: 202, events: 1, ...recordEvents(call, { events: [event], profile, via: 'single' }) };
}
