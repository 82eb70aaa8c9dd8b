import { createHash } from 'node:crypto';
import type { Context, Identity, Rejection } from '@scout/wire';
import { eventSchema, type CheckedBatch } from '@scout/wire/schema';
import type { EventSource, ScoutEvent } from '../store/event.ts';
import type { Admission, NewEvent, Visitor } from '../store/store.ts';
import type { Configuration, Site } from '../store/configuration.ts';
import { toScoutEvent } from './canonical.ts';
import type { Findings } from './findings.ts';
import { holdSuspects } from './hold-suspects.ts';
import { mergeIdentity } from './merge-identity.ts';
import { present } from './present.ts';
import { readContext } from './read-context.ts';
import { route } from './rules.ts';
import { fillSession, learnSession } from './session-facts.ts';

/** A batch as far as it can be read without the store. */
export interface ReadBatch {
  events: ScoutEvent[];
  rejected: Rejection[];
  /** Identity and context of the batch itself: all there is of an identify alone. */
  identity: Identity;
  context: Context;
  visitorIds: string[];
  source: EventSource;
}

/** Brings each event of a checked batch to its canonical form, or rejects it by itself with the reason. */
export function readEvents(input: {
  batch: CheckedBatch;
  site: Site;
  source: EventSource;
  receivedAt: number;
}): ReadBatch {
  const { batch, site, source } = input;
  const receivedAt = new Date(input.receivedAt);
  const events: ScoutEvent[] = [];
  const rejected: Rejection[] = [];
  for (const [index, raw] of batch.events.entries()) {
    const checked = eventSchema.safeParse(raw);
    if (!checked.success) {
      const { path, message } = checked.error.issues[0] ?? { path: [], message: 'expected an event' };
      const reason = path.length > 0 ? `${path.join('.')}: ${message}` : message;
      rejected.push({ index, id: idOf(raw), reason });
      continue;
    }
    const currency = site.currency === null ? {} : { currency: site.currency };
    const result = toScoutEvent({ event: checked.data, batch, site: currency, source, receivedAt });
    if (!result.ok) rejected.push({ index, id: checked.data.id, reason: result.reason });
    else events.push(result.notes.length > 0 ? { ...result.event, notes: result.notes } : result.event);
  }
  const unheard: Findings = { refusals: [], notes: [] };
  const identity = mergeIdentity({ batch: batch.identity, event: undefined }, unheard);
  const context = readContext(batch.context);
  const ids = [context.visitor_id, ...events.map((event) => event.context.visitor_id)];
  const visitorIds = [...new Set(ids.filter((id) => id !== undefined))];
  return { events, rejected, identity, context, visitorIds, source };
}

export interface DecideInput {
  read: ReadBatch;
  site: Site;
  receivedAt: number;
  known: ReadonlyMap<string, Visitor>;
  /** Events, by id, that are one order too many for a shopper. */
  unusual: ReadonlySet<string>;
  configuration: Configuration;
}

/**
 * Decides what a batch changes: whose each event is (its own word, else what is known of its visitor), where
 * the rules send it, and what the batch tells of its visitors. Pure.
 */
export function decideAdmission({ read, site, receivedAt, known, unusual, configuration }: DecideInput): Admission {
  const visitors = new Visitors({ siteId: site.id, known, now: receivedAt });
  const emailsBefore = read.events.map((event) => {
    visitors.learn(event.context, event.identity);
    return event.identity.email ?? visitors.emailOf(event.context);
  });
  visitors.learn(read.context, read.identity);

  const events = read.events.map((sent, index): NewEvent => {
    const email = emailsBefore[index] ?? visitors.emailOf(sent.context) ?? null;
    // What the visitor told before goes along, so that each event knows all there is to know of its person.
    const { phone, external_id, ...told } = visitors.identityOf(sent.context, email);
    // A browser may have told them: they do not become the word of the shop's backend.
    const claims = sent.source === 'server' ? {} : present({ phone, external_id });
    const context = visitors.contextOf(sent.context);
    const event = { ...sent, context, identity: { ...told, ...claims, ...sent.identity } };
    const routed = route(event, { siteId: site.id, email, configuration });
    return {
      event,
      email,
      deliveries: holdSuspects(routed, { event, isUnusual: unusual.has(event.id), configuration }),
    };
  });
  // An identity that no forwarded event carries still has to reach the profile.
  const carried = new Set(events.filter(isForwarded).map(({ email }) => email));
  for (const { identity, context } of visitors.introduced(read)) {
    const email = identity.email ?? null;
    if (email === null || carried.has(email)) continue;
    const event = identifyEvent({
      identity,
      context: visitors.contextOf(context),
      receivedAt,
      source: read.source,
    });
    events.push({ event, email, deliveries: route(event, { siteId: site.id, email, configuration }) });
  }
  return { events, visitors: visitors.changed() };
}

function isForwarded({ deliveries }: NewEvent): boolean {
  return deliveries.some((delivery) => delivery.status === 'queued');
}

/** The same identity of the same visitor is the same event, however often it is told. */
function identifyEvent(input: {
  identity: Identity;
  context: Context;
  receivedAt: number;
  source: EventSource;
}): ScoutEvent {
  const { identity, context, receivedAt, source } = input;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([context.visitor_id ?? null, identity]))
    .digest('base64url');
  return {
    id: `identify-${fingerprint.slice(0, 22)}`,
    name: 'Identify',
    time: new Date(receivedAt).toISOString(),
    source,
    test: false,
    identity,
    context,
    items: [],
    properties: {},
  };
}

/** What is known of the visitors of one batch, while it is read event by event. */
class Visitors {
  readonly #siteId: string;
  readonly #known: ReadonlyMap<string, Visitor>;
  readonly #now: number;
  readonly #current = new Map<string, Visitor>();

  constructor({ siteId, known, now }: { siteId: string; known: ReadonlyMap<string, Visitor>; now: number }) {
    this.#siteId = siteId;
    this.#known = known;
    this.#now = now;
  }

  learn(context: Context, identity: Identity): void {
    const id = context.visitor_id;
    if (id === undefined) return;
    const before = this.#of(id);
    const stranger = identity.email !== undefined && identity.email !== before?.identity.email;
    const after: Visitor = {
      site_id: this.#siteId,
      id,
      // Another address is another person: nothing of the last one's name or phone may stick.
      identity: stranger ? identity : { ...before?.identity, ...identity },
      consent: context.consent ?? before?.consent ?? null,
      session: learnSession(before?.session ?? null, context),
      updated_at: this.#now,
    };
    if (!before && Object.keys(after.identity).length === 0 && after.consent === null && !after.session) return;
    this.#current.set(id, after);
  }

  emailOf(context: Context): string | undefined {
    return context.visitor_id === undefined ? undefined : this.#of(context.visitor_id)?.identity.email;
  }

  /** What the event says of its session, and where it says nothing, what is known of it. */
  contextOf(context: Context): Context {
    return fillSession(
      context,
      context.visitor_id === undefined ? null : (this.#of(context.visitor_id)?.session ?? null),
    );
  }

  /** All that is known of the visitor, if they are the person with this address. */
  identityOf(context: Context, email: string | null): Identity {
    const identity = context.visitor_id === undefined ? undefined : this.#of(context.visitor_id)?.identity;
    return identity && email !== null && identity.email === email ? identity : {};
  }

  /** Visitors whose record says something new. */
  changed(): Visitor[] {
    return [...this.#current.values()].filter((visitor) => {
      const before = this.#known.get(visitor.id);
      return (
        before?.consent !== visitor.consent ||
        JSON.stringify(before?.identity) !== JSON.stringify(visitor.identity) ||
        JSON.stringify(before?.session) !== JSON.stringify(visitor.session)
      );
    });
  }

  /** The identities that this batch brought, each with the context it came in. */
  introduced(read: ReadBatch): { identity: Identity; context: Context }[] {
    const anonymous = read.context.visitor_id === undefined && read.events.length === 0;
    if (anonymous) return [{ identity: read.identity, context: read.context }];
    return this.changed()
      .filter(
        (visitor) => JSON.stringify(this.#known.get(visitor.id)?.identity ?? {}) !== JSON.stringify(visitor.identity),
      )
      .map((visitor) => ({
        identity: visitor.identity,
        context: read.events.findLast((event) => event.context.visitor_id === visitor.id)?.context ?? read.context,
      }));
  }

  #of(id: string): Visitor | undefined {
    return this.#current.get(id) ?? this.#known.get(id);
  }
}

function idOf(raw: unknown): string | null {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null;
  return typeof id === 'string' ? id.slice(0, 128) : null;
}
