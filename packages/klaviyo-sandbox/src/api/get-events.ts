import { refuseParameter } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { RecordedEvent } from '../books/event-book.ts';
import type { Call } from './operation.ts';
import { readQuery, toPage, toSparse } from './query.ts';

/** GET /api/events: pages of events, newest first. */
export function getEvents({ state, query, url }: Call): Answer {
  const read = readQuery(query, ['fields[event]', 'page[cursor]', 'page[size]']);
  if ('refusal' in read) return read.refusal;
  const size = Number(query.get('page[size]') ?? 200);
  if (!Number.isInteger(size) || size < 1 || size > 1_000) {
    return refuseParameter('page[size]', 'Expected a number from 1 to 1000.');
  }
  const page = toPage(state.events.all().toReversed(), { query, path: '/api/events', url, size });
  if ('refusal' in page) return page.refusal;
  return {
    status: 200,
    body: { data: page.items.map((event) => toSparse(toResource(event, url), query)), links: page.links },
  };
}

function toResource({ id, time, properties, profile_id }: RecordedEvent, url: string) {
  return {
    type: 'event',
    id,
    attributes: { timestamp: Date.parse(time) / 1_000, event_properties: properties, datetime: time },
    relationships: { profile: { data: { type: 'profile', id: profile_id } } },
    links: { self: `${url}/api/events/${id}` },
  };
}
