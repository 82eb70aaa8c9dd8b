import type { RecordedEvent } from '../books/event-book.ts';
import type { RecordedProfile } from '../books/profile-book.ts';
import type { RecordedRequest } from '../books/request-log.ts';

/** Query parameters: `limit` keeps the newest n, `q` is searched in the main fields, others match exactly. */
export type BookQuery = Record<string, string>;

/** Events by `id`, `metric`, `email`, `profile_id`, `unique_id`, `q` and `limit`; the order stays oldest first. */
export function filterEvents(events: readonly RecordedEvent[], query: BookQuery): RecordedEvent[] {
  const exact = ['id', 'metric', 'email', 'profile_id', 'unique_id'] as const;
  return select(events, query, {
    exact,
    text: (event) => [event.metric, event.email, event.unique_id, event.profile_id, event.id],
  });
}

/** Profiles by `id`, `email`, `phone_number`, `q` and `limit`; the order stays oldest first. */
export function filterProfiles(profiles: readonly RecordedProfile[], query: BookQuery): RecordedProfile[] {
  return select(profiles, query, {
    exact: ['id', 'email', 'phone_number'],
    text: (profile) => [
      profile.email,
      profile.first_name,
      profile.last_name,
      profile.phone_number,
      profile.external_id,
      profile.id,
    ],
  });
}

/** Requests by `id`, `method`, `q` and `limit`; the order stays oldest first. */
export function filterRequests(requests: readonly RecordedRequest[], query: BookQuery): RecordedRequest[] {
  return select(requests, query, {
    exact: ['id', 'method'],
    text: (request) => [request.path, request.method, String(request.status), request.fault, request.id],
  });
}

interface Fields<Item extends object> {
  exact: readonly (keyof Item & string)[];
  text: (item: Item) => (string | null)[];
}

function select<Item extends object>(items: readonly Item[], query: BookQuery, { exact, text }: Fields<Item>): Item[] {
  const limit = query['limit'] === undefined ? items.length : Number(query['limit']);
  if (!Number.isInteger(limit) || limit < 0) throw new RangeError('limit: expected a whole number from 0.');
  for (const name of Object.keys(query)) {
    if (name !== 'limit' && name !== 'q' && !exact.some((field) => field === name)) {
      throw new RangeError(`${name} is not known: expected limit, q, ${exact.join(', ')}.`);
    }
  }
  const wanted = exact.filter((field) => query[field] !== undefined);
  const needle = query['q']?.trim().toLowerCase() ?? '';
  const found: Item[] = [];
  for (let index = items.length - 1; index >= 0 && found.length < limit; index -= 1) {
    const item = items[index];
    if (item === undefined || !wanted.every((field) => item[field] === query[field])) continue;
    if (needle === '' || text(item).some((value) => value?.toLowerCase().includes(needle))) found.push(item);
  }
  return found.toReversed();
}
