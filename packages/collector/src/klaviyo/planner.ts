import type { Plan, PlannedRequest, PlanOptions } from '../delivery/destination.ts';
import type { DueDelivery, Fate } from '../store/store.ts';
import type { DestinationSettings } from '../store/configuration.ts';
import type { Isolation } from './isolation.ts';
import type { KlaviyoEvent } from './mapping/klaviyo-event.ts';
import type { ProfileAttributes } from './mapping/profile.ts';
import { compareMoments } from './moment.ts';
import { bulkBody, bulkEntry, bulkEvent, eventBody, profileBody, type ProfileReference } from './payload.ts';
import type { People } from './people.ts';
import { prepare, type Prepared } from './prepared.ts';
import { FIRST_CALL, type UpsertCall } from './profile-upsert.ts';
import type { Progress } from './progress.ts';

/** Klaviyo's limits of one bulk request; its 5 MB are kept at a distance. */
const BULK_MOST_EVENTS = 1_000;
const BULK_MOST_BYTES = 4_500_000;

/** A request with what is needed to read its answer. */
export type KlaviyoPlannedRequest = ProfileRequest | EventRequest | BulkRequest;

export interface ProfileRequest extends PlannedRequest {
  kind: 'profile';
  subject: Prepared;
  call: UpsertCall;
}

export interface EventRequest extends PlannedRequest {
  kind: 'event';
  subject: Prepared;
  event: KlaviyoEvent;
  /** The profile was named by its id. */
  linked: boolean;
}

export interface BulkRequest extends PlannedRequest {
  kind: 'bulk';
  /** In the order of the request: a pointer names an entry by its index. */
  entries: BulkPerson[];
}

export interface BulkPerson {
  person: string;
  /** The newest act: the profile's attributes are taken from it. */
  newest: Prepared;
  members: Prepared[];
}

/** What the planner decides from, and never changes. */
export interface Knowledge {
  settings: DestinationSettings;
  people: People;
  isolation: Isolation;
  progress: Progress;
}

/**
 * Chooses the request that moves most of what is due, most important first:
 *
 * - Several events go out as one bulk request, whoever they are of. New or changed profiles travel inside it.
 * - When all that is due is of one person, a new or changed profile is upserted first, because only that call
 *   tells about a conflict; the events then name the profile by its id.
 * - A suspect, a probe, and what comes while the bulk window is closed, goes out as a single event.
 */
export function plan(
  due: readonly DueDelivery[],
  knowledge: Knowledge,
  options: PlanOptions,
): Plan<KlaviyoPlannedRequest> {
  const fates = new Map<number, Fate>();
  const prepared: Prepared[] = [];
  for (const delivery of due) {
    const result = prepare(delivery, { settings: knowledge.settings, now: options.now });
    if (!('problem' in result)) prepared.push(result);
    else if (result.person === undefined) fates.set(delivery.id, { kind: 'held', reason: 'no_email' });
    else fates.set(delivery.id, { kind: 'rejected', reason: 'invalid_payload', note: result.problem });
  }
  const newest = new Map<string, Prepared>();
  for (const one of prepared) {
    const before = newest.get(one.person);
    if (!before || compareMoments(one.asOf, before.asOf) > 0) newest.set(one.person, one);
  }
  // What was said before something that Klaviyo knows already is out of date.
  const isSettled = (one: Prepared): boolean =>
    !needsUpsert(one, knowledge) || !needsUpsert(newest.get(one.person) ?? one, knowledge);
  const waiting = prepared.filter((one) => {
    if (one.events.length > 0 || !isSettled(one)) return true;
    fates.set(one.delivery.id, delivered(one, knowledge.progress));
    return false;
  });
  const request = chooseRequest(waiting, knowledge, options);
  return request ? { request, fates } : { fates };
}

/** The fate of a delivery that arrived, with what was left out on the way. */
export function delivered({ delivery, notes }: Prepared, progress: Progress): Fate {
  const note = [...notes, ...progress.notesOf(delivery.id)].join(' ');
  return note === '' ? { kind: 'delivered' } : { kind: 'delivered', note };
}

function chooseRequest(
  waiting: readonly Prepared[],
  knowledge: Knowledge,
  { isOpen, probing }: PlanOptions,
): KlaviyoPlannedRequest | undefined {
  const [lead] = waiting;
  if (!lead) return undefined;
  const { isolation } = knowledge;
  const cohort = isolation.cohortOf(lead.delivery.id);
  const alone = probing || isolation.isSuspect(lead.delivery.id);
  const together = alone
    ? [lead]
    : waiting.filter((one) => !isolation.isSuspect(one.delivery.id) && isolation.cohortOf(one.delivery.id) === cohort);
  const bulk = collectBulk(together);
  if (!alone && bulk.entries.length > 1 && bulk.events > 0) {
    if (isOpen('event-bulk-create-jobs')) return bulkRequest(bulk, knowledge);
  } else {
    const { newest, members } = bulk.entries[0] ?? { newest: lead, members: [lead] };
    if (isOpen('profile-import') && needsUpsert(newest, knowledge)) {
      return profileRequest(newest, { members, knowledge });
    }
    if (!alone && bulk.events > 1 && isOpen('event-bulk-create-jobs')) return bulkRequest(bulk, knowledge);
  }
  const first = together.find((one) => one.events.length > 0);
  return first && isOpen('events') ? eventRequest(first, knowledge) : undefined;
}

function needsUpsert(one: Prepared, { people }: Knowledge): boolean {
  return !people.isSettled(one.person, { hash: one.hash, asOf: one.asOf });
}

interface Bulk {
  entries: (BulkPerson & { events: string[] })[];
  events: number;
}

/** Takes as many deliveries as one bulk request may carry, each of them whole, and groups them by person. */
function collectBulk(prepared: readonly Prepared[]): Bulk {
  const entries = new Map<string, Bulk['entries'][number]>();
  const taken = new Set<string>();
  let events = 0;
  let bytes = 0;
  for (const one of prepared) {
    // A repeat within the request would fail all of it; the first stands for both.
    const fresh = one.events.filter((event) => !taken.has(repeatKey(one.person, event)));
    const texts = fresh.map((event) => bulkEvent(event, one.backfill));
    const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), JSON.stringify(one.profile).length + 200);
    if (events > 0 && (events + texts.length > BULK_MOST_EVENTS || bytes + size > BULK_MOST_BYTES)) break;
    for (const event of fresh) taken.add(repeatKey(one.person, event));
    events += texts.length;
    bytes += size;
    const entry = entries.get(one.person);
    if (!entry) entries.set(one.person, { person: one.person, newest: one, members: [one], events: texts });
    else {
      entry.members.push(one);
      entry.events.push(...texts);
      if (compareMoments(one.asOf, entry.newest.asOf) > 0) entry.newest = one;
    }
  }
  return { entries: [...entries.values()], events };
}

function repeatKey(person: string, event: KlaviyoEvent): string {
  return JSON.stringify([person, event.metric, event.unique_id]);
}

function bulkRequest({ entries }: Bulk, knowledge: Knowledge): BulkRequest | undefined {
  // An Identify without events has no place in a bulk request; the profile of its person may have one.
  const withEvents = entries.filter((entry) => entry.events.length > 0);
  const texts = withEvents.map((entry) => bulkEntry(reference(entry.newest, knowledge, true), entry.events));
  return {
    kind: 'bulk',
    endpoint: 'event-bulk-create-jobs',
    method: 'POST',
    path: '/api/event-bulk-create-jobs',
    body: bulkBody(texts),
    deliveries: withEvents.flatMap((entry) => entry.members.map((one) => one.delivery)),
    entries: withEvents,
  };
}

function profileRequest(
  newest: Prepared,
  { members, knowledge }: { members: readonly Prepared[]; knowledge: Knowledge },
): ProfileRequest {
  const pending = knowledge.people.get(newest.person)?.pending;
  const call = pending?.hash === newest.hash ? pending.call : FIRST_CALL;
  const { phone_number: _, ...withoutPhone } = newest.profile;
  const attributes: Partial<ProfileAttributes> = call.withoutPhone ? withoutPhone : newest.profile;
  return {
    kind: 'profile',
    endpoint: 'profile-import',
    ...(call.id === undefined
      ? { method: 'POST', path: '/api/profile-import' }
      : { method: 'PATCH', path: `/api/profiles/${encodeURIComponent(call.id)}` }),
    body: profileBody(call.fill ?? attributes, call.id),
    deliveries: members.map((one) => one.delivery),
    subject: newest,
    call,
  };
}

function eventRequest(subject: Prepared, knowledge: Knowledge): EventRequest | undefined {
  const event = subject.events.find((each) => !knowledge.progress.isDone(subject.delivery.id, each));
  if (!event) return undefined;
  const profile = reference(subject, knowledge, needsUpsert(subject, knowledge));
  return {
    kind: 'event',
    endpoint: 'events',
    method: 'POST',
    path: '/api/events',
    body: eventBody(event, { profile, backfill: subject.backfill }),
    deliveries: [subject.delivery],
    subject,
    event,
    linked: profile.id !== undefined,
  };
}

/**
 * Names the profile by its id where that is known, and by its address as well, which finds it should the id be gone;
 * carries its attributes where Klaviyo has not got them yet. A profile that a conflict named keeps its own address.
 */
function reference(one: Prepared, knowledge: Knowledge, withAttributes: boolean): ProfileReference {
  const known = knowledge.people.get(one.person);
  const { email, phone_number: _phone, _kx, ...others } = one.profile;
  const identifier: Partial<ProfileAttributes> = email === undefined ? { _kx } : { email };
  const carried: Partial<ProfileAttributes> = withAttributes && needsUpsert(one, knowledge) ? others : {};
  if (known?.id === undefined) return { attributes: carried === others ? one.profile : identifier };
  return { id: known.id, attributes: known.isOther ? carried : { ...identifier, ...carried } };
}
