import { EventBook } from './books/event-book.ts';
import { MetricBook } from './books/metric-book.ts';
import { ProfileBook } from './books/profile-book.ts';
import { RequestLog } from './books/request-log.ts';
import { FaultList } from './faults/fault-list.ts';
import { Keys } from './keys.ts';
import { Limits } from './limits.ts';

const MAX_EVENTS = 200_000;
const MAX_PROFILES = 200_000;
const MAX_REQUESTS = 20_000;

/** Everything that one sandbox remembers, in memory and bounded. */
export interface State {
  events: EventBook;
  profiles: ProfileBook;
  metrics: MetricBook;
  requests: RequestLog;
  keys: Keys;
  limits: Limits;
  faults: FaultList;
  /** Called after every change that the page shows. */
  watchers: Set<() => void>;
}

export function createState(): State {
  return {
    events: new EventBook(MAX_EVENTS),
    profiles: new ProfileBook(MAX_PROFILES),
    metrics: new MetricBook(),
    requests: new RequestLog(MAX_REQUESTS),
    keys: new Keys(),
    limits: new Limits(),
    faults: new FaultList(),
    watchers: new Set(),
  };
}

/** Empties the books and puts keys, limits and faults back to the start. */
export function clearState(state: State): void {
  for (const part of [state.events, state.profiles, state.metrics, state.requests, state.keys, state.limits]) {
    part.clear();
  }
  state.faults.clear();
  notify(state);
}

/** Tells the open pages that something changed. */
export function notify(state: State): void {
  for (const watcher of state.watchers) watcher();
}
