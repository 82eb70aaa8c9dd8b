import type { RouteCount, Rule } from '../../api/shapes.ts';
import { formatCount } from '../../format/number.ts';
import { Toggle } from '../../ui/toggle.tsx';
import { describeConditions } from './describe-conditions.ts';
import { weekOf } from './week-of.ts';

export interface RuleRowProps {
  rule: Rule;
  counts: RouteCount[];
  onEnabled: (enabled: boolean) => void;
  onEdit: () => void;
}

export function RuleRow({ rule, counts, onEnabled, onEdit }: RuleRowProps) {
  const { event, metric, enabled, conditions } = rule;
  const name = metric === null ? event : `${event} to ${metric}`;
  return (
    <tr>
      <td class="rule-event">{event}</td>
      <td class="rule-metric">{metric ?? <span class="soft">updates the profile only</span>}</td>
      <td class={`soft rule-when ${Object.keys(conditions).length === 0 ? 'is-usual' : ''}`}>
        {describeConditions(conditions)}
      </td>
      <td class="numeric rule-week">
        <WeekText rule={rule} counts={counts} />
      </td>
      <td class="rule-on">
        <Toggle label={name} on={enabled} onChange={onEnabled} />
      </td>
      <td class="end rule-edit">
        <button type="button" class="button small" aria-label={`Edit ${name}`} onClick={onEdit}>
          Edit
        </button>
      </td>
    </tr>
  );
}

function WeekText({ rule, counts }: { rule: Rule; counts: RouteCount[] }) {
  const { delivered, failed, waiting, skipped } = weekOf(rule, counts);
  const parts = [
    delivered > 0 ? `${formatCount(delivered)} delivered` : '',
    waiting > 0 ? `${formatCount(waiting)} waiting` : '',
    failed > 0 ? `${formatCount(failed)} failed` : '',
    skipped > 0 ? `${formatCount(skipped)} skipped` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? <span class="soft">none</span> : <>{parts.join(', ')}</>;
}
