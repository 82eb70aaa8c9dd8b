import { useState } from 'preact/hooks';
import { messageOf, request } from '../../api/request.ts';
import type { Conditions, DryRun } from '../../api/shapes.ts';
import { formatMoney } from '../../format/number.ts';
import { Time } from '../../ui/time.tsx';

const EXAMPLES = 5;

/** What the rule would have done to the last hundred events of its kind; nothing is sent. */
export function DryRunResult({ event, conditions }: { event: string; conditions: Conditions }) {
  const [result, setResult] = useState<DryRun | string>();
  const run = async (): Promise<void> => {
    try {
      setResult(await request<DryRun>('POST', '/rule-report/dry-run', { event, conditions }));
    } catch (thrown) {
      setResult(messageOf(thrown));
    }
  };
  return (
    <div class="stack-s">
      <div>
        <button type="button" class="button" disabled={event.trim() === ''} onClick={() => void run()}>
          Try on the last 100 events
        </button>
      </div>
      <div role="status">
        {typeof result === 'string' && <p class="wrong">{result}</p>}
        {typeof result === 'object' && <Result {...result} />}
      </div>
    </div>
  );
}

function Result({ looked_at, matching, events }: DryRun) {
  if (looked_at === 0) return <p class="soft">No such event came in yet, so there is nothing to try it on.</p>;
  const missing = events.filter((each) => !each.matches).slice(0, EXAMPLES);
  return (
    <div class="stack-s">
      <p>
        <strong>
          {matching} of {looked_at}
        </strong>{' '}
        would be sent{missing.length === 0 ? '.' : '; these, for example, would not:'}
      </p>
      <ul class="bullets small">
        {missing.map(({ id, received_at, value, currency, page_url }) => (
          <li key={id}>
            <a href={`/events/${encodeURIComponent(id)}`} target="_blank" rel="noreferrer">
              <Time at={received_at} />
            </a>{' '}
            {value === null ? 'without a value' : formatMoney(value, currency)}
            {page_url !== null && <span class="soft break"> {page_url}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
