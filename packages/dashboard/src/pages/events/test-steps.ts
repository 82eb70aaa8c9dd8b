import type { LogEntry } from '../../api/shapes.ts';

export interface TestStep {
  title: string;
  state: 'done' | 'now' | 'open' | 'failed';
  /** More about it, when there is. */
  text?: string;
}

/** The way of a test event to one destination after another, as far as it has come; `names` by destination id. */
export function testSteps(entry: LogEntry, names: ReadonlyMap<string, string>): TestStep[] {
  const steps: TestStep[] = [{ title: 'Stored by the collector', state: 'done' }];
  for (const delivery of entry.deliveries) {
    const attempts = entry.attempts.filter((attempt) => attempt.delivery_id === delivery.id);
    const last = attempts.at(-1);
    const account = (entry.deliveries.length > 1 && names.get(delivery.destination_id)) || 'Klaviyo';
    const metric = delivery.metric ?? entry.name;
    const isOver = delivery.status === 'delivered' || delivery.status === 'failed' || delivery.status === 'skipped';
    const isStopped = delivery.status === 'held' || delivery.status === 'skipped';
    const why = [delivery.reason_text, delivery.note].filter((part) => part !== null).join(' ');
    steps.push({
      title: `Sent to ${account} as “${metric}”`,
      state: last ? 'done' : isStopped ? 'failed' : 'now',
      ...(last ? { text: `${last.method} ${last.path}` } : isStopped ? { text: why } : {}),
    });
    steps.push({
      title: delivery.status === 'failed' ? `${account} refused it` : `Accepted by ${account}`,
      state:
        delivery.status === 'delivered'
          ? 'done'
          : delivery.status === 'failed'
            ? 'failed'
            : last && !isOver
              ? 'now'
              : 'open',
      ...(delivery.status === 'delivered' && last
        ? { text: `${last.status ?? 'no answer'} after ${last.latency_ms ?? 0} ms` }
        : last && why !== ''
          ? { text: why }
          : {}),
    });
  }
  return steps;
}
