import { createId } from '../create-id.ts';

/** A metric of the account. Metrics of different integrations are different, whatever their name. */
export interface RecordedMetric {
  id: string;
  name: string;
  /** "API" for what events made; "Klaviyo", or a shop platform's name, for the account's others. */
  integration: string;
  /** Events recorded under it. */
  count: number;
  /** ISO 8601. */
  created: string;
  updated: string;
}

const MAX_METRICS = 10_000;
const INBUILT = ['Received Email', 'Opened Email', 'Clicked Email'];

/** The account's metrics: Klaviyo's own, those that events make, and those that a test adds. */
export class MetricBook {
  readonly #metrics = new Map<string, RecordedMetric>();

  constructor() {
    this.clear();
  }

  all(): RecordedMetric[] {
    return [...this.#metrics.values()];
  }

  /** Finds or makes the metric; beyond 10,000 metrics new ones are counted nowhere. */
  ensure(name: string, integration: string, now: number): RecordedMetric {
    const key = `${integration}\n${name}`;
    const known = this.#metrics.get(key);
    if (known) return known;
    const at = new Date(now).toISOString();
    const metric = { id: createId(6), name, integration, count: 0, created: at, updated: at };
    if (this.#metrics.size < MAX_METRICS) this.#metrics.set(key, metric);
    return metric;
  }

  /** Counts one recorded event. */
  count(name: string, now: number): void {
    const metric = this.ensure(name, 'API', now);
    metric.count += 1;
    metric.updated = new Date(now).toISOString();
  }

  clear(): void {
    this.#metrics.clear();
    for (const name of INBUILT) this.ensure(name, 'Klaviyo', Date.UTC(2024, 0, 1));
  }
}
