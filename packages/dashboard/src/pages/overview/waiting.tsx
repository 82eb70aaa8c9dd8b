import type { Stats } from '../../api/shapes.ts';
import { formatCount, formatLatency } from '../../format/number.ts';
import { Card } from '../../ui/card.tsx';
import { Time } from '../../ui/time.tsx';

/** How fast deliveries were, and what waits since when. */
export function Waiting({ stats }: { stats: Stats }) {
  const { latency_ms, queue_depth, oldest_waiting_at, held } = stats;
  return (
    <Card title="Speed and queue">
      <dl class="facts">
        <dt>Half arrive within</dt>
        <dd class="numeric">{latency_ms ? formatLatency(latency_ms.p50) : 'no deliveries yet'}</dd>
        <dt>95 of 100 within</dt>
        <dd class="numeric">{latency_ms ? formatLatency(latency_ms.p95) : 'no deliveries yet'}</dd>
        <dt>Waiting to be sent</dt>
        <dd class="numeric">
          {formatCount(queue_depth)}
          {oldest_waiting_at !== null && (
            <span class="soft">
              {' '}
              since <Time at={oldest_waiting_at} />
            </span>
          )}
        </dd>
        <dt>Held</dt>
        <dd class="numeric">
          {held === 0 ? '0' : <a href="/events?status=held">{formatCount(held)}</a>}
          {held > 0 && <span class="soft"> until something is known or fixed</span>}
        </dd>
      </dl>
    </Card>
  );
}
