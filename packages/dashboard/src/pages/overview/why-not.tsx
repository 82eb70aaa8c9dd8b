import type { Stats } from '../../api/shapes.ts';
import { formatCount } from '../../format/number.ts';
import { Card } from '../../ui/card.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';

/** Why events of the last 24 hours are not in Klaviyo, most frequent first, each leading to those events. */
export function WhyNot({ stats }: { stats: Stats }) {
  const reasons = stats.by_reason.filter(({ status }) => status !== 'delivered');
  return (
    <Card title="Why not delivered" flush>
      {reasons.length === 0 ? (
        <p class="card-body soft">
          {stats.by_status.delivered > 0
            ? 'Everything of the last 24 hours was delivered.'
            : 'There was nothing to deliver in the last 24 hours.'}
        </p>
      ) : (
        <ul class="reasons">
          {reasons.map(({ status, reason, reason_text, count }) => (
            <li key={`${status} ${reason}`}>
              <a href={`/events?status=${status}&reason=${reason}`}>
                <span class="reason-count numeric">{formatCount(count)}</span>
                <StatusBadge status={status} />
                <span>{reason_text ?? reason}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
