import { useState } from 'preact/hooks';
import { messageOf, request } from '../../api/request.ts';
import type { Delivery, Destination, LogEntry } from '../../api/shapes.ts';
import { countOf } from '../../format/number.ts';
import { notify } from '../../state/notice.ts';
import { Card } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';
import { AttemptStory } from './attempt-story.tsx';

export interface DeliveryStoryProps {
  delivery: Delivery;
  entry: LogEntry;
  /** Undefined when it was deleted since. */
  destination: Destination | undefined;
  onChange: () => void;
}

/** One delivery of an event: why it stands where it stands, and each request that was made for it. */
export function DeliveryStory({ delivery, entry, destination, onChange }: DeliveryStoryProps) {
  const [isBusy, setBusy] = useState(false);
  const { id, metric, status, reason_text, note, attempts: count, next_at, updated_at } = delivery;
  const attempts = entry.attempts.filter((attempt) => attempt.delivery_id === id);
  const payloads = entry.payloads.find((each) => each.delivery_id === id)?.payloads;
  const account = destination?.account?.name ?? 'Klaviyo';
  const act = async (what: 'retry' | 'discard', done: string): Promise<void> => {
    setBusy(true);
    try {
      await request('POST', `/deliveries/${id}/${what}`);
      notify(done);
    } catch (thrown) {
      notify(messageOf(thrown));
    }
    setBusy(false);
    onChange();
  };
  return (
    <Card
      title={metric === null ? account : `${account}: ${metric}`}
      actions={
        <span class="row">
          <StatusBadge status={status} />
          {status === 'held' && (
            <button
              type="button"
              class="button small"
              disabled={isBusy}
              onClick={() => void act('discard', 'Discarded: it is not sent')}
            >
              Discard
            </button>
          )}
          {status !== 'queued' && (
            <button
              type="button"
              class="button small"
              disabled={isBusy}
              onClick={() => void act('retry', 'Queued again')}
            >
              {status === 'delivered' ? 'Send again' : 'Retry'}
            </button>
          )}
        </span>
      }
    >
      <div class="stack">
        {(reason_text !== null || note !== null) && (
          <p>
            {reason_text} {note !== null && <span class="soft break">{note}</span>}
          </p>
        )}
        <p class="soft">
          {countOf(count, ['attempt', 'attempts'])}, last change <Time at={updated_at} />
          {next_at !== null && status === 'retrying' && (
            <>
              , next attempt <Time at={next_at} as="ago" />
            </>
          )}
          .
        </p>
        {attempts.length > 0 && (
          <ol class="attempts">
            {attempts.map((attempt, index) => (
              <AttemptStory
                key={attempt.id}
                attempt={attempt}
                number={index + 1}
                isOpen={index === attempts.length - 1 && attempt.delivery_count === 1}
              />
            ))}
          </ol>
        )}
        {payloads !== undefined && (
          <details>
            <summary>What this event becomes in Klaviyo</summary>
            <Code isPersonal text={JSON.stringify(payloads, null, 2)} label="Mapped for Klaviyo" />
          </details>
        )}
      </div>
    </Card>
  );
}
