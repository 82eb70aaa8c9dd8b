import type { FaultInForce } from '../faults/fault-list.ts';
import type { RecordedMetric } from '../books/metric-book.ts';
import type { State } from '../state.ts';

/** What the page shows above its lists. */
export interface Summary {
  events: number;
  profiles: number;
  requests: number;
  /** Requests in the log that were answered with 400 or more. */
  refused: number;
  /** Repeats that the requests in the log carried and that were dropped. */
  repeats: number;
  metrics: RecordedMetric[];
  faults: FaultInForce[];
}

export function summarize(state: State): Summary {
  const requests = state.requests.all();
  return {
    events: state.events.size,
    profiles: state.profiles.size,
    requests: requests.length,
    refused: requests.filter(({ status }) => status !== null && status >= 400).length,
    repeats: requests.reduce((sum, { repeats }) => sum + repeats, 0),
    metrics: state.metrics.all(),
    faults: state.faults.all(),
  };
}
