import { request } from '../../api/request.ts';
import type { Destination, LogEntry } from '../../api/shapes.ts';
import { useResource } from '../../state/use-resource.ts';
import { formatMoney } from '../../format/number.ts';
import { Card } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Email, EmailToggle } from '../../ui/email.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { Time } from '../../ui/time.tsx';
import { DeliveryStory } from './delivery-story.tsx';
import { useEntry } from './use-entry.ts';

/** The whole story of one event: what came in, what was sent, what Klaviyo said. */
export function EventPage({ id }: { id: string }) {
  const entry = useEntry(id);
  const destinations = useResource('destinations', () => request<Destination[]>('GET', '/destinations'));
  return (
    <Page
      title={entry.data?.name ?? 'Event'}
      actions={
        <>
          <EmailToggle />
          {entry.data && <CopyButton text={JSON.stringify(entry.data, null, 2)} label="Copy JSON" />}
          <a class="button small" href="/events">
            <Icon name="back" />
            All events
          </a>
        </>
      }
    >
      <Loaded resource={entry}>
        {(data) => (
          <>
            <CameIn entry={data} />
            {data.deliveries.map((delivery) => (
              <DeliveryStory
                key={delivery.id}
                delivery={delivery}
                entry={data}
                destination={destinations.data?.find(({ id: own }) => own === delivery.destination_id)}
                onChange={() => void entry.reload()}
              />
            ))}
            {data.deliveries.length === 0 && (
              <Card title="Nowhere to go">
                <p class="soft">
                  No destination was connected when this event came in. <a href="/destinations">Connect Klaviyo</a>.
                </p>
              </Card>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

const SOURCES = {
  browser: "the shopper's browser",
  server: "the shop's server",
  dashboard: 'this dashboard, as a test',
};

function CameIn({ entry }: { entry: LogEntry }) {
  const { id, received_at, time, email, source, order_id, value, currency, event } = entry;
  return (
    <Card title="What came in">
      <div class="stack">
        <dl class="facts">
          <dt>Received</dt>
          <dd>
            <Time at={received_at} as="full" />
            {' from '}
            {SOURCES[source]}
          </dd>
          <dt>Happened</dt>
          <dd>
            <Time at={time} as="full" />
          </dd>
          <dt>Person</dt>
          <dd>
            <Email email={email} />
          </dd>
          {value !== null && (
            <>
              <dt>Value</dt>
              <dd class="numeric">{formatMoney(value, currency)}</dd>
            </>
          )}
          {order_id !== null && (
            <>
              <dt>Order</dt>
              <dd class="mono">{order_id}</dd>
            </>
          )}
          {event.context?.page_url !== undefined && (
            <>
              <dt>Page</dt>
              <dd>{event.context.page_url}</dd>
            </>
          )}
          <dt>Event id</dt>
          <dd class="mono">{id}</dd>
        </dl>
        {event.notes !== undefined && event.notes.length > 0 && (
          <div class="stack-s">
            <h3>Corrected on the way in</h3>
            <ul class="bullets">
              {event.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </div>
        )}
        <details>
          <summary>The event as stored</summary>
          <Code isPersonal text={JSON.stringify(event, null, 2)} label="The event as stored" />
        </details>
      </div>
    </Card>
  );
}
