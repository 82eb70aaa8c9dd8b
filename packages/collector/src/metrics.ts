import { Counter, Histogram } from './prometheus.ts';

/** From a millisecond to a minute: what one exchange or one commit takes, in seconds. */
const SHORT_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];
/** From a tenth of a second to a day: what a delivery takes when a backlog or an outage is in its way, in seconds. */
const LONG_S = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400];
const GROUP_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** What is counted from the start of the process. Every number is lost at its end, as Prometheus expects. */
export interface Metrics {
  /** Answers of intake, by HTTP `status`. */
  readonly batches: Counter;
  /** Events of accepted batches, by `result`: stored, repeated (their id was known), rejected. */
  readonly events: Counter;
  /** New fates of deliveries, by `outcome` and `reason` (empty when there is none). */
  readonly deliveries: Counter;
  /** Seconds from when an event could first be sent, because it was stored or released, to its delivery. */
  readonly deliverySeconds: Histogram;
  /** Answers of the destination, by `endpoint` and `status` (`none` when no answer came). */
  readonly answers: Counter;
  /** Seconds a request to the destination took, by `endpoint`. */
  readonly answerSeconds: Histogram;
  /** Seconds from handing a batch to the store to its being durable. */
  readonly storeSeconds: Histogram;
  /** Batches that one commit of the store made durable. */
  readonly commitBatches: Histogram;
  /** All of them in Prometheus' text format. */
  expose(): string;
}

/** A fresh set, all at 0. */
export function createMetrics(): Metrics {
  const metrics = {
    batches: new Counter('scout_batches_total', 'Answers of intake by HTTP status.'),
    events: new Counter('scout_events_total', 'Events of accepted batches: stored, repeated or rejected.'),
    deliveries: new Counter('scout_deliveries_total', 'New fates of deliveries by outcome and reason.'),
    deliverySeconds: new Histogram({
      name: 'scout_delivery_seconds',
      help: 'Seconds from when an event could first be sent, because it was stored or released, to its delivery.',
      bounds: LONG_S,
    }),
    answers: new Counter('scout_klaviyo_answers_total', 'Answers of Klaviyo by endpoint and HTTP status.'),
    answerSeconds: new Histogram({
      name: 'scout_klaviyo_answer_seconds',
      help: 'Seconds that Klaviyo took to answer, by endpoint.',
      bounds: SHORT_S,
    }),
    storeSeconds: new Histogram({
      name: 'scout_store_seconds',
      help: 'Seconds from handing a batch to the store to its being durable.',
      bounds: SHORT_S,
    }),
    commitBatches: new Histogram({
      name: 'scout_store_commit_batches',
      help: 'Batches that one commit of the store made durable.',
      bounds: GROUP_SIZES,
    }),
  };
  // A rate needs the zero before the first.
  metrics.batches.add(0, { status: 202 });
  for (const result of ['stored', 'repeated', 'rejected']) metrics.events.add(0, { result });
  metrics.deliveries.add(0, { outcome: 'delivered', reason: '' });
  return {
    ...metrics,
    expose: () =>
      Object.values(metrics)
        .map((metric) => metric.expose())
        .join(''),
  };
}
