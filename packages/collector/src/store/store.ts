import type { Consent, Identity } from '@scout/wire';
import type { ScoutEvent } from './event.ts';
import type { DeliveryStatus, Reason } from './states.ts';

/** All instants in the store are milliseconds since 1970, UTC. */

/** A shop whose tag or backend may send events. */
export interface Site {
  id: string;
  name: string;
  /** `pk_…`: stands in the page, names the site and nothing more. */
  public_key: string;
  /** SHA-256 of the `sk_…` key, hex; null when none was made. */
  server_key_hash: string | null;
  /** Origins a browser may send from; empty means any. */
  origins: string[];
  /** ISO 4217, for events that carry none. */
  currency: string | null;
  /** ISO 3166 alpha-2, to read national phone numbers. */
  country: string | null;
  created_at: number;
}

export type DestinationStatus = 'ACTIVE' | 'PAUSED' | 'ERROR';

/** What the owner may set on a destination; see each field for its default. */
export interface DestinationSettings {
  /** Requests started in any sliding second, at most. Default: the environment's, else 5. */
  requests_per_second?: number;
  /** Days an event waits for an email address before it is skipped. Default 7. */
  hold_days?: number;
  /** Released events older than this many hours are recorded without starting flows. Default: off. */
  backfill_after_hours?: number;
  /** Use Klaviyo's `_kx` from its own links when there is no email. Default false. */
  use_kx?: boolean;
  /** Send the shop's own customer id as `external_id`. Default false: mixing keys makes twins. */
  use_external_id?: boolean;
  /** Hold what automated browsers send until the owner decides. Default false: shops test with them. */
  hold_bots?: boolean;
}

export interface Account {
  id: string;
  name: string;
  currency: string | null;
  timezone: string | null;
  test: boolean;
}

/** Where events are forwarded to. */
export interface DestinationRecord {
  id: string;
  /** Only this site's events; null means every site's. */
  site_id: string | null;
  type: 'klaviyo';
  /** The private key, sealed with APP_SECRET. */
  sealed_key: string;
  /** The key's last four characters. */
  key_hint: string;
  account: Account | null;
  /** Scopes that the key was found to lack. */
  missing_scopes: string[];
  settings: DestinationSettings;
  status: DestinationStatus;
  /** Plain words while status is ERROR. */
  error: string | null;
  status_since: number;
  last_success_at: number | null;
  created_at: number;
}

/** When a rule applies; every condition that is present must hold. */
export interface RuleConditions {
  min_value?: number;
  max_value?: number;
  currency?: string[];
  /** The page's path starts with one of these. */
  page_path?: string[];
  visitor?: 'new' | 'returning';
  /** Require this consent state; absent consent counts as granted. */
  consent?: 'granted';
  /** Require who vouches for the event. */
  source?: 'browser' | 'server';
}

/** Which event becomes which metric at a destination. */
export interface Rule {
  id: string;
  destination_id: string;
  /** Canonical event name. */
  event: string;
  /** Klaviyo metric; null sends no event (an Identify only updates the profile). */
  metric: string | null;
  enabled: boolean;
  /** Why Scout itself switched it off, for people; null otherwise. */
  disabled_reason: string | null;
  conditions: RuleConditions;
  created_at: number;
}

/** What intake needs at hand for each batch. */
export interface Configuration {
  sites: Site[];
  destinations: DestinationRecord[];
  rules: Rule[];
}

/** What is remembered of a visitor id: the way from an anonymous act to a person. */
export interface Visitor {
  site_id: string;
  id: string;
  identity: Identity;
  consent: Consent | null;
  updated_at: number;
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

export interface DeliveryView {
  id: number;
  destination_id: string;
  metric: string | null;
  status: DeliveryStatus;
  reason: Reason | null;
  note: string | null;
  attempts: number;
  next_at: number;
  created_at: number;
  updated_at: number;
}

export interface EventView {
  seq: number;
  event: ScoutEvent;
  site_id: string;
  email: string | null;
  received_at: number;
  deliveries: DeliveryView[];
}

export interface AttemptView {
  id: number;
  delivery_id: number;
  started_at: number;
  finished_at: number | null;
  method: string;
  path: string;
  request: string;
  /** How many deliveries the request carried. */
  delivery_count: number;
  status: number | null;
  answer: string | null;
  latency_ms: number | null;
}

export interface LogFilter {
  status?: DeliveryStatus;
  reason?: string;
  name?: string;
  email?: string;
  site_id?: string;
  destination_id?: string;
  test?: boolean;
  /** Received at or after, and before. */
  from?: number;
  until?: number;
  /** Free text: an event id, an order id, an email or a part of one. */
  q?: string;
}

export interface LogPage {
  events: EventView[];
  /** Pass as `before` for the next page; null at the end. */
  next: number | null;
}

/** A delivery to (re)make: an existing one, or a new one for an event that had none. */
export interface Requeue {
  delivery_id: number | null;
  event_seq: number;
  delivery: NewDelivery;
}

export interface StatusCount {
  hour: number;
  status: DeliveryStatus;
  count: number;
}

export interface Stats {
  received: number;
  identified: number;
  by_status_and_hour: StatusCount[];
  by_reason: { status: DeliveryStatus; reason: Reason; count: number }[];
  received_by_hour: { hour: number; count: number }[];
  /** From storing to Klaviyo's answer, for deliveries that were neither held nor put back; null without any. */
  latency_ms: { p50: number; p95: number } | null;
  orders: { received: number; delivered: number };
  queue: { depth: number; held: number; oldest_at: number | null };
}

/** An origin whose pages sent events. */
export interface Heard {
  site_id: string;
  origin: string;
  last_at: number;
  /** Of those looked at, which are the newest thousand of all sites. */
  events: number;
}

/** When each first step of a new owner was reached; null when it was not, or what showed it was removed since. */
export interface Milestones {
  event_at: number | null;
  identified_at: number | null;
  test_delivered_at: number | null;
}

export interface RouteCount {
  event: string;
  destination_id: string;
  metric: string | null;
  status: DeliveryStatus;
  count: number;
}

export interface RequestRate {
  destination_id: string;
  last_minute: number;
  most_in_a_second: number;
}

/** All that is kept about one email address. */
export interface Person {
  visitors: Visitor[];
  events: EventView[];
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
