import { refuseParameter, refuseUnknownProfile } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { RecordedProfile } from '../books/profile-book.ts';
import type { State } from '../state.ts';
import type { Call } from './operation.ts';
import { readQuery, toPage, toSparse } from './query.ts';
import { toProfileResource } from './read-profile.ts';

const EQUALS = /^equals\((id|email|phone_number|external_id|_kx),(?:"([^"]*)"|'([^']*)')\)$/;

/** GET /api/profiles: pages of profiles, oldest first, optionally those with one identifier. */
export function getProfiles({ state, query, url }: Call): Answer {
  const read = readQuery(query, ['fields[profile]', 'filter', 'page[cursor]', 'page[size]']);
  if ('refusal' in read) return read.refusal;
  const size = Number(query.get('page[size]') ?? 20);
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    return refuseParameter('page[size]', 'Expected a number from 1 to 100.');
  }
  const found = findProfiles(state, query.get('filter'));
  if (!found) {
    const expected = 'equals(field,"…") with id, email, phone_number, external_id or _kx';
    return refuseParameter('filter', `Invalid filter: the sandbox knows ${expected}.`);
  }
  const page = toPage(found, { query, path: '/api/profiles', url, size });
  if ('refusal' in page) return page.refusal;
  const data = page.items.map((profile) => toSparse(toProfileResource(profile, url), query));
  return { status: 200, body: { data, links: page.links } };
}

/** GET /api/profiles/{id}: the profile, or 404. */
export function getProfile({ state, id, query, url }: Call): Answer {
  const read = readQuery(query, ['fields[profile]']);
  if ('refusal' in read) return read.refusal;
  const profile = state.profiles.find(id);
  if (!profile) return refuseUnknownProfile(id);
  return { status: 200, body: { data: toSparse(toProfileResource(profile, url), query) } };
}

function findProfiles(state: State, filter: string | null): RecordedProfile[] | undefined {
  if (filter === null) return state.profiles.all();
  const match = EQUALS.exec(filter);
  if (!match) return undefined;
  const value = match[2] ?? match[3] ?? '';
  const holder = findHolder(state, match[1] ?? '', value);
  return holder ? [holder] : [];
}

function findHolder(state: State, field: string, value: string): RecordedProfile | undefined {
  switch (field) {
    case 'email':
      return state.profiles.holder('email', value.trim().toLowerCase());
    case 'phone_number':
    case 'external_id':
    case '_kx':
      return state.profiles.holder(field, value);
    default:
      return state.profiles.find(value);
  }
}
