import { checkEvent, EVENT_FIELDS } from './check-event.ts';
import type { EventInput } from './check-event.ts';
import { checkProfile, createProfileRules, IDENTIFIERS } from './check-profile.ts';
import type { ProfileInput } from './check-profile.ts';
import { openDocument } from './open-document.ts';
import type { JsonObject, Place, Problem } from './problem.ts';
import { blame } from './problem.ts';
import { readBoolean, readData, readResource, typeOf } from './read.ts';

/** One profile of a bulk request with its events. */
export interface BulkEntry {
  profile: ProfileInput;
  events: EventInput[];
}

const PROFILE_RULES = createProfileRules({ identifiers: IDENTIFIERS, meta: 'beside', needsIdentifier: true });
const MAX_EVENTS = 1_000;
const ENTRIES = '/data/attributes/events-bulk-create/data';
const JOB_FIELDS: ReadonlySet<string> = new Set(['events-bulk-create']);
const ENTRY_FIELDS: ReadonlySet<string> = new Set(['profile', 'events', 'backfill']);
const EVENT_SET: ReadonlySet<string> = new Set(EVENT_FIELDS);

/** The JSON pointer of an event by the position of its entry and its position within. */
export function eventPointer(entry: number, event: number): string {
  return `${ENTRIES}/${entry}/attributes/events/data/${event}`;
}

/** Checks a bulk request; `count` is how many events it carries, bad ones included. */
export function checkBulk(body: unknown, now: number): { entries: BulkEntry[]; count: number; problems: Problem[] } {
  const problems: Problem[] = [];
  const entries: BulkEntry[] = [];
  let count = 0;
  const place: Place = { pointer: '/data', resource: 'event-bulk-create-job', problems };
  const data = openDocument(body, problems);
  const job = data === undefined ? undefined : readResource(data, place, { attributes: JOB_FIELDS });
  const list = job && readList(job.attributes, 'events-bulk-create', job.place);
  for (const [index, value] of (list ?? []).entries()) {
    const entryPlace: Place = { pointer: `${ENTRIES}/${index}`, resource: 'event-bulk-create', problems };
    const opened = readResource(value, entryPlace, { attributes: ENTRY_FIELDS });
    if (!opened) continue;
    const backfill = readBoolean(opened.attributes, 'backfill', opened.place);
    const profile = readProfile(opened.attributes, opened.place);
    const events = readList(opened.attributes, 'events', opened.place) ?? [];
    count += events.length;
    const checked = events.flatMap((event, position) => {
      const eventPlace: Place = { pointer: eventPointer(index, position), resource: 'event', problems };
      const inner = readResource(event, eventPlace, { attributes: EVENT_SET });
      if (!inner) return [];
      const input = checkEvent(inner.attributes, inner.place, now);
      return [{ ...input, backfill: input.backfill ?? backfill }];
    });
    if (profile) entries.push({ profile, events: checked });
  }
  if (count > MAX_EVENTS) {
    const detail = `Expected at most ${MAX_EVENTS} events in a request, got ${count}.`;
    problems.unshift({ code: 'invalid', detail, pointer: ENTRIES });
  }
  return { entries, count, problems };
}

function readProfile(attributes: JsonObject, place: Place): ProfileInput | undefined {
  const data = readData(attributes, 'profile', place);
  if (data === undefined) return undefined;
  const inner = { ...place, pointer: `${place.pointer}/profile/data`, resource: 'profile' };
  return checkProfile(data, inner, PROFILE_RULES);
}

function readList(attributes: JsonObject, field: string, place: Place): unknown[] | undefined {
  const data = readData(attributes, field, place);
  if (data === undefined) return undefined;
  if (Array.isArray(data) && data.length > 0) return data;
  const got = Array.isArray(data) ? 'an empty one' : typeOf(data);
  return blame({ ...place, pointer: `${place.pointer}/${field}` }, 'data', `Expected a non-empty array, got ${got}.`);
}
