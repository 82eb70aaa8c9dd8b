import type { ScoutEvent } from '../store/event.ts';
import type { DueDelivery, Fate } from '../store/store.ts';
import type { Account, DestinationRecord } from '../store/configuration.ts';
import type { Limiter } from './limiter.ts';

/** A kind of destination, as the rest of the collector knows it: main hands it to the dispatcher and the admin API. */
export interface DestinationKind {
  /** Asks the destination what the key is good for. Counts against the key's request limit. */
  check(privateKey: string): Promise<KeyCheck>;
  /** The name of the destination's key, the same for all destinations that share it; throws when it cannot be opened. */
  keyOf(record: DestinationRecord): string;
  connect(record: DestinationRecord): { destination: Destination; limiter: Limiter };
  /** The rules a new destination starts with; `check` is null while it is not known what the key is good for. */
  defaultRules(check: KeyCheck | null): DefaultRule[];
  /** The metric for an event whose rule names none; null for an Identify. */
  defaultMetric(event: string): string | null;
  /** Asks the destination to delete a person's data, for good. Counts against the key's request limit. */
  erase(privateKey: string, email: string): Promise<Erasure>;
  /** What would be sent for an event, for people to look at. */
  preview(event: ScoutEvent, metric: string | null): unknown[];
}

export type KeyCheck =
  | {
      ok: true;
      /** Null when the key may not read it. */
      account: Account | null;
      missingScopes: string[];
      /** Metrics that a shop platform already sends to the account, by name: sending them too would count twice. */
      alreadySent: { metric: string; by: string }[];
    }
  | { ok: false; cause: 'refused' | 'unavailable'; sentence: string };

/** Whether the destination took the request to delete; `sentence` says why it did not. */
export type Erasure = { ok: true } | { ok: false; sentence: string };

export interface DefaultRule {
  event: string;
  metric: string | null;
  enabled: boolean;
  disabledReason: string | null;
}

/**
 * The seam between delivery, which knows when to send, and a destination, which knows what. The dispatcher
 * asks for one request at a time, as late as possible, so that the request can carry all that waits by then.
 */
export interface Destination<Request extends PlannedRequest = PlannedRequest> {
  /** Deliveries of one person go out one request at a time; this names the person. */
  personOf(delivery: DueDelivery): string;
  /**
   * Chooses the next request for what is due, ordered most important first. `isOpen` tells whether an
   * endpoint's own rate window has room. Deliveries that need no request get their fate here.
   */
  plan(due: readonly DueDelivery[], options: PlanOptions): Plan<Request>;
  /** Performs the request. Never rejects: a broken connection is an answer too. */
  send(request: Request): Promise<Answer>;
  /** Reads what an answer means for each delivery and for the destination as a whole. */
  read(request: Request, answer: Answer): Verdict;
}

export interface PlanOptions {
  now: number;
  isOpen: (endpoint: string) => boolean;
  /** The destination failed lately: choose the smallest request that shows whether it works again. */
  probing: boolean;
}

export interface Plan<Request extends PlannedRequest = PlannedRequest> {
  request?: Request;
  fates: ReadonlyMap<number, Fate>;
}

export interface PlannedRequest {
  /** Names the rate window it counts in. */
  endpoint: string;
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  body: string;
  /** The deliveries that it carries or prepares. */
  deliveries: readonly DueDelivery[];
}

export type Answer =
  | { kind: 'answer'; status: number; headers: Headers; body: string; latencyMs: number }
  | { kind: 'none'; error: string; latencyMs: number };

export interface Verdict {
  /** Deliveries without a fate stay due; when the key is refused, they are held with all the others. */
  fates: ReadonlyMap<number, Fate>;
  /** The destination says this endpoint's window is used up until then, in ms since 1970. */
  endpointClosedUntil?: number;
  /**
   * How the destination as a whole did. `working`: it answered sensibly. `throttled`: nobody sends before `until`.
   * `unavailable`: no sensible answer. `refused`: it will not talk to this key; `sentence` tells the owner.
   */
  destination:
    | { state: 'working' }
    | { state: 'throttled'; until: number }
    | { state: 'unavailable' }
    | { state: 'refused'; sentence: string };
}
