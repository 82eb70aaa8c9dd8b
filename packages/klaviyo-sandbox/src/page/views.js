import { readEvents, readProfiles, readRequests } from './books.js';
import { eventDetail, eventRow } from './event-view.js';
import { profileDetail, profileRow } from './profile-view.js';
import { requestDetail, requestRow } from './request-view.js';

/**
 * A row: `key` tells it from others, `signature` changes when it must be drawn anew.
 * @typedef {{ key: string, signature: string, make: () => HTMLElement }} Row
 */

/**
 * How a book is listed and one of its entries opened (undefined when it is gone).
 * @typedef {object} View
 * @property {(query: Record<string, string>) => Promise<Row[]>} list newest first
 * @property {(id: string) => Promise<{ signature: string, make: () => (Node | false)[] } | undefined>} open
 */

/** @type {Record<'events' | 'profiles' | 'requests', View>} */
export const VIEWS = {
  events: {
    list: async (query) =>
      (await readEvents(query)).toReversed().map((event) => ({
        key: event.id,
        signature: event.id,
        make: () => eventRow(event),
      })),
    open: async (id) => {
      const [event] = await readEvents({ id });
      return event && { signature: id, make: () => eventDetail(event) };
    },
  },
  profiles: {
    list: async (query) =>
      (await readProfiles(query))
        .toSorted((one, other) => other.updated.localeCompare(one.updated))
        .map((profile) => ({
          key: profile.id,
          signature: JSON.stringify(profile),
          make: () => profileRow(profile),
        })),
    open: async (id) => {
      const [[profile], events] = await Promise.all([readProfiles({ id }), readEvents({ profile_id: id })]);
      if (!profile) return undefined;
      const last = events.at(-1)?.id ?? '';
      return {
        signature: `${JSON.stringify(profile)}${events.length}${last}`,
        make: () => profileDetail(profile, events),
      };
    },
  },
  requests: {
    list: async (query) =>
      (await readRequests(query)).toReversed().map((request) => ({
        key: request.id,
        signature: `${request.status}${request.fault}`,
        make: () => requestRow(request),
      })),
    open: async (id) => {
      const [request] = await readRequests({ id });
      return request && { signature: `${id}${request.status}`, make: () => requestDetail(request) };
    },
  },
};
