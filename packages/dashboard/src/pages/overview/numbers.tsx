import type { Stats } from '../../api/shapes.ts';
import { formatCount, formatShare } from '../../format/number.ts';

/** The last 24 hours in four numbers, each beside the 24 hours before. */
export function Numbers({ stats, yesterday }: { stats: Stats; yesterday: Stats | undefined }) {
  return (
    <dl class="numbers">
      <Figure
        name="Events received"
        now={formatCount(stats.received)}
        before={yesterday && formatCount(yesterday.received)}
      />
      <Figure
        name="Deliveries made"
        now={formatCount(stats.by_status.delivered)}
        before={yesterday && formatCount(yesterday.by_status.delivered)}
      />
      <Figure name="From known people" now={identified(stats)} before={yesterday && identified(yesterday)} />
      <Figure name="Orders in Klaviyo" now={orders(stats)} before={yesterday && orders(yesterday)} />
    </dl>
  );
}

function Figure({ name, now, before }: { name: string; now: string; before: string | undefined }) {
  return (
    <div class="number card">
      <dt>{name}</dt>
      <dd>
        <span class="number-now numeric">{now}</span>
        <span class="number-before numeric">{before === undefined ? '…' : `${before} the day before`}</span>
      </dd>
    </div>
  );
}

function identified({ identified_share }: Stats): string {
  return identified_share === null ? 'none' : formatShare(identified_share);
}

function orders({ orders: { received, delivered } }: Stats): string {
  return received === 0 ? 'none' : `${formatCount(delivered)} of ${formatCount(received)}`;
}
