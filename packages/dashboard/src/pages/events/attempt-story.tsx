import type { Attempt } from '../../api/shapes.ts';
import { asCurl } from '../../format/as-curl.ts';
import { formatLatency } from '../../format/number.ts';
import { prettyJson } from '../../format/pretty-json.ts';
import { Code } from '../../ui/code.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Badge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';

/** One request to Klaviyo with its answer. */
export function AttemptStory({ attempt, number, isOpen }: { attempt: Attempt; number: number; isOpen: boolean }) {
  const { method, path, request, answer, latency_ms, started_at, delivery_count } = attempt;
  return (
    <li class="attempt">
      <div class="row-spread">
        <span class="row">
          <span class="soft numeric">{number}.</span>
          <AnswerBadge attempt={attempt} />
          <code class="break">
            {method} {path}
          </code>
        </span>
        <span class="soft small row">
          <Time at={started_at} />
          {latency_ms !== null && <span class="numeric">{formatLatency(latency_ms)}</span>}
        </span>
      </div>
      {delivery_count > 1 && (
        <p class="soft small">
          This one request carried {delivery_count} deliveries, to spend few of Klaviyo's requests; it names other
          people too.
        </p>
      )}
      <details open={isOpen}>
        <summary>Request and answer</summary>
        <div class="stack-s">
          <div class="row-spread">
            <h3>Sent</h3>
            <CopyButton text={asCurl(attempt)} label="Copy as cURL" />
          </div>
          <Code isPersonal text={prettyJson(request)} label={`Request of attempt ${number}`} />
          <h3>Klaviyo's answer</h3>
          <Code
            isPersonal
            text={answer === null ? 'No answer yet.' : answer === '' ? '(empty, as it should be)' : prettyJson(answer)}
            label={`Answer to attempt ${number}`}
            hasCopy={answer !== null && answer !== ''}
          />
        </div>
      </details>
    </li>
  );
}

function AnswerBadge({ attempt: { status, finished_at } }: { attempt: Attempt }) {
  if (finished_at === null) return <Badge tone="info" icon="clock" text="Under way" />;
  if (status === null) return <Badge tone="warn" icon="warning" text="No answer" />;
  const isGood = status >= 200 && status < 300;
  return (
    <Badge
      tone={isGood ? 'good' : status === 429 ? 'warn' : 'bad'}
      icon={isGood ? 'check' : 'cross'}
      text={String(status)}
    />
  );
}
