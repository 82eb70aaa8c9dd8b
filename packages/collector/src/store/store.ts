import type { Configuration, DestinationRecord, Rule, Site } from './configuration.ts';
import type { ScoutEvent } from './event.ts';
import type {
  AttemptView,
  EventView,
  Heard,
  LogFilter,
  LogPage,
  Milestones,
  Person,
  RequestRate,
  RouteCount,
  Stats,
} from './log-views.ts';
import type { Reason } from './states.ts';
import type { Consent, Context, Identity } from '@scout/wire';

/** All instants in the store are milliseconds since 1970, UTC. */

/** What is remembered of a visitor id: the way from an anonymous act to a person. */
export interface Visitor {
  site_id: string;
  id: string;
  identity: Identity;
  consent: Consent | null;
  session: SessionFacts | null;
  updated_at: number;
}

/** The visitor's newest session whose beginning was seen: what brought it, and what brought the first one. */
export interface SessionFacts {
  id: string;
  facts: Context;
}

export interface NewDelivery {
  destination_id: string;
  metric: string | null;
  status: 'queued' | 'held' | 'skipped';
  reason: Reason | null;
  /** 0 goes first. */
  priority: number;
}

export interface NewEvent {
  event: ScoutEvent;
  /** The address the event belongs to, as far as it is known now. */
  email: string | null;
  deliveries: NewDelivery[];
}

/** What one batch changes, decided from what is known of its visitors. */
export interface Admission {
  events: NewEvent[];
  /** Visitors whose record changes. Their held events are released, held on, or skipped accordingly. */
  visitors: Visitor[];
}

export interface AdmitInput {
  site: Site;
  visitorIds: string[];
  receivedAt: number;
  /** Pure; called inside the transaction with what is stored of those visitors. */
  decide: (known: ReadonlyMap<string, Visitor>) => Admission;
}

/** A delivery handed to the dispatcher with all it needs. */
export interface DueDelivery {
  id: number;
  destination_id: string;
  metric: string | null;
  priority: number;
  attempts: number;
  /** True when an earlier request with it ended without an answer: it may have been processed. */
  ambiguous: boolean;
  /**
   * True when a newer event of the same person goes, or went, to the same destination: what this one says of the
   * session is out of date and must not overwrite the profile.
   */
  superseded: boolean;
  /** When it was stored; for one that was held, still the original moment. */
  received_at: number;
  /** Since when it could be sent: it was stored then, or released. */
  due_since: number;
  email: string | null;
  country: string | null;
  event: ScoutEvent;
}

export interface ClaimInput {
  destinationId: string;
  now: number;
  limit: number;
  /** Deliveries that are on their way already. */
  exclude: readonly number[];
}

/**
 * The right to do something that only one collector may do at a time. Lasts until it is released, or until the
 * store was out of reach for some seconds: then another collector may have it.
 */
export interface Lease {
  /** Grows with each holder. The store refuses the attempts of an older one. */
  readonly token: number;
  /** For so long, in ms, the last holder's requests still count in the destination's second: none may follow sooner. */
  readonly quietMs: number;
  /** Whether it is certain now that nobody else holds it. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** A request about to be made. */
export interface AttemptStart {
  /** The lease of the destination. */
  lease: Lease;
  destinationId: string;
  deliveryIds: readonly number[];
  method: string;
  path: string;
  /** The body as it is sent (it holds no key); the store keeps its beginning. */
  body: string;
  startedAt: number;
}

export interface AttemptEnd {
  attemptId: number;
  /** HTTP status; null when no answer came. */
  status: number | null;
  /** The answer's body, or why there was none; the store keeps its beginning. */
  answer: string;
  latencyMs: number;
  finishedAt: number;
}

/** What becomes of a delivery after a request (or without one). */
export type Fate =
  | { kind: 'delivered'; note?: string }
  | { kind: 'retry'; at: number; reason: Reason; note?: string }
  | { kind: 'held'; reason: Reason; note?: string }
  | { kind: 'rejected'; reason: Reason; note: string };

/** A delivery to (re)make: an existing one, or a new one for an event that had none. */
export interface Requeue {
  delivery_id: number | null;
  event_seq: number;
  delivery: NewDelivery;
}

export interface AdminSession {
  token_hash: string;
  created_at: number;
  expires_at: number;
}

/** Thrown when the store can't take a write now (disk full, locked, gone); nothing was half written. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError';
}

/**
 * All that the collector remembers. Every method that changes something resolves once it is durable,
 * and rejects with StoreUnavailableError when it could not be stored.
 */
export interface Store {
  /** The current configuration; a snapshot that is replaced, never changed, by writes. */
  configuration(): Configuration;
  createSite(site: Site): Promise<void>;
  updateSite(id: string, changes: Partial<Omit<Site, 'id'>>): Promise<void>;
  /** Removes the site with its events, deliveries and visitors. */
  deleteSite(id: string): Promise<void>;
  createDestination(destination: DestinationRecord, rules: Rule[]): Promise<void>;
  /** A change of status moves the destination's waiting deliveries: out of ACTIVE they are held, into it released. */
  updateDestination(id: string, changes: Partial<Omit<DestinationRecord, 'id'>>): Promise<void>;
  deleteDestination(id: string): Promise<void>;
  createRule(rule: Rule): Promise<void>;
  updateRule(id: string, changes: Partial<Omit<Rule, 'id' | 'destination_id'>>): Promise<void>;
  deleteRule(id: string): Promise<void>;

  setting(key: string): Promise<string | null>;
  /** Null removes it. */
  setSetting(key: string, value: string | null): Promise<void>;
  createSession(session: AdminSession): Promise<void>;
  findSession(tokenHash: string, now: number): Promise<AdminSession | null>;
  /** All that have not expired, newest first. */
  sessions(now: number): Promise<AdminSession[]>;
  deleteSession(tokenHash: string): Promise<void>;

  /** Stores a batch with its deliveries in one transaction. Resolves to the destinations that have something to send. */
  admit(input: AdmitInput): Promise<{ stored: number; wake: string[] }>;

  /**
   * Takes the lease of this name (a destination's id), or resolves to null while another collector holds it. With
   * it come the current configuration, and the end of every request that the last holder left without an answer.
   */
  holdLease(name: string, now: number): Promise<Lease | null>;
  /** Calls `listener` whenever another collector may have changed the configuration, queued something or left a lease. */
  onChangeElsewhere(listener: () => void): void;

  /** What is due, most important and oldest first. A pure read: one dispatcher serves a destination at a time. */
  claim(input: ClaimInput): Promise<DueDelivery[]>;
  /** When the next delivery of the destination becomes due, at or after now; null when none waits. */
  nextDueAt(destinationId: string, exclude: readonly number[]): Promise<number | null>;
  /**
   * Makes a request known before it is sent, so that a crash leaves a trace of what may have been processed.
   * Rejects when the lease has passed to another collector.
   */
  beginAttempt(start: AttemptStart): Promise<number>;
  /** Ends the attempt and moves its deliveries; those without a fate stay where they are, one attempt older. */
  settle(input: { end?: AttemptEnd; fates: ReadonlyMap<number, Fate>; now: number }): Promise<void>;
  /** Makes everything that waits for a retry due now: the destination answers again. */
  hurry(destinationId: string, now: number): Promise<void>;

  log(filter: LogFilter, page: { before?: number; limit: number }): Promise<LogPage>;
  /** The newest event with this id; null when there is none. */
  logEntry(eventId: string): Promise<{ event: EventView; attempts: AttemptView[] } | null>;
  stats(input: { since: number; now: number; siteId?: string }): Promise<Stats>;
  /** A delivery with its event; null when there is none with this id. */
  findDelivery(deliveryId: number): Promise<EventView | null>;
  /** Puts deliveries (back) in the queue, whatever became of them before. Resolves to the destinations to wake. */
  requeue(items: readonly Requeue[], now: number): Promise<string[]>;

  /** Skips what waited too long for an email, and removes what is older than the retention. */
  sweep(input: { now: number; retentionMs: number; holdMs: (destinationId: string) => number }): Promise<{
    skipped: number;
    removed: number;
  }>;
  /** Where the tag was heard lately, most recent first. */
  heard(): Promise<Heard[]>;
  milestones(): Promise<Milestones>;
  /** Deliveries made since then by event, metric and status, without test events. */
  routeCounts(input: { since: number }): Promise<RouteCount[]>;
  /** Requests started in the minute before `now`; destinations that had none are absent. */
  requestRates(now: number): Promise<RequestRate[]>;
  /** What `forget` would erase. */
  person(email: string): Promise<Person>;
  /** Erases a person: their events, deliveries, attempts and identities. Resolves to the number of events. */
  forget(email: string): Promise<number>;

  /** Resolves when a write would succeed; rejects with StoreUnavailableError otherwise. */
  check(): Promise<void>;
  close(): Promise<void>;
}
