/** @import { RecordedEvent } from '../books/event-book.ts' */
/** @import { RecordedProfile } from '../books/profile-book.ts' */
/** @import { RecordedRequest } from '../books/request-log.ts' */
/** @import { Summary } from '../admin/summarize.ts' */
/** @import { Fault } from '../faults/fault.ts' */

/** Most rows that the page shows of a book. */
export const SHOWN = 200;

/**
 * @param {string} path
 * @param {RequestInit} [init]
 */
async function ask(path, init) {
  const response = await fetch(`/_sandbox${path}`, init);
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}.`);
  return response.status === 204 ? undefined : response.json();
}

/** @param {Record<string, string>} query */
const toQuery = (query) => `?${new URLSearchParams({ limit: String(SHOWN), ...query }).toString()}`;

/** @returns {Promise<Summary>} */
export const readSummary = () => ask('/summary');

/** @param {Record<string, string>} query @returns {Promise<RecordedEvent[]>} */
export const readEvents = (query) => ask(`/events${toQuery(query)}`);

/** @param {Record<string, string>} query @returns {Promise<RecordedProfile[]>} */
export const readProfiles = (query) => ask(`/profiles${toQuery(query)}`);

/** @param {Record<string, string>} query @returns {Promise<RecordedRequest[]>} */
export const readRequests = (query) => ask(`/requests${toQuery(query)}`);

/** @param {readonly Fault[]} faults */
export const setFaults = (faults) => ask('/faults', { method: 'POST', body: JSON.stringify(faults) });

export const empty = () => ask('', { method: 'DELETE' });
