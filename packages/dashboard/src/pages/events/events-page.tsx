import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLiveEvents } from '../../live/use-live-events.ts';
import { navigate, route } from '../../state/route.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { EmailToggle } from '../../ui/email.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LiveBadge } from '../../ui/live-badge.tsx';
import { Page } from '../../ui/page.tsx';
import { EventTable } from './event-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { readFilter, toApiQuery, toPageQuery, type Filter } from './filter.ts';
import { TestEventDialog } from './test-event-dialog.tsx';
import { useRowKeys } from './use-row-keys.ts';

/** Everything that came in and what became of it, live. */
export function EventsPage() {
  const pageQuery = route.value.query.toString();
  const filter = readFilter(route.value.query);
  const apiQuery = useMemo(() => toApiQuery(filter, new Date()), [pageQuery]);
  const { events, isLoaded, error, state, hasMore, loadMore } = useLiveEvents(apiQuery);
  const [isTesting, setTesting] = useState(false);
  const [isFetching, setFetching] = useState(false);
  useRowKeys();
  const setFilter = (next: Filter): void => {
    const query = toPageQuery(next);
    navigate(query === '' ? '/events' : `/events?${query}`, { replace: true });
  };
  useEffect(() => {
    if (route.value.query.has('send')) setTesting(true);
  }, []);
  return (
    <Page
      title="Events"
      actions={
        <>
          <LiveBadge state={state} />
          <EmailToggle />
          <ExportLinks query={apiQuery} />
          <button type="button" class="button primary" onClick={() => setTesting(true)}>
            <Icon name="send" />
            Send test event
          </button>
        </>
      }
    >
      <FilterBar filter={filter} onChange={setFilter} />
      {error !== undefined && <Banner tone="bad">{error}</Banner>}
      <Card flush>
        {!isLoaded && error === undefined && <div class="skeleton" role="status" aria-label="Loading" />}
        {isLoaded && events.length === 0 && <NoEvents isFiltered={pageQuery !== ''} />}
        {events.length > 0 && <EventTable events={events} label="Events" />}
        {hasMore && (
          <div class="card-foot">
            <button
              type="button"
              class="button"
              disabled={isFetching}
              onClick={() => {
                setFetching(true);
                void loadMore().then(() => setFetching(false));
              }}
            >
              {isFetching ? 'Loading' : 'Show older events'}
            </button>
          </div>
        )}
      </Card>
      {isTesting && <TestEventDialog onClose={() => setTesting(false)} />}
    </Page>
  );
}

function NoEvents({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Empty icon="search" title="No event fits">
        <p>Order ids and event ids are found when they are complete, email addresses by any part.</p>
        <a href="/events">Show all events</a>
      </Empty>
    );
  }
  return (
    <Empty icon="events" title="No events yet">
      <p>
        Each event of your store shows up here within a second, with everything that happens to it on its way to
        Klaviyo.
      </p>
      <a href="/install">Put the tag on your store</a>
    </Empty>
  );
}

function ExportLinks({ query }: { query: string }) {
  return (
    <details class="menu">
      <summary class="button">
        <Icon name="download" />
        Export
      </summary>
      <div class="menu-list">
        {(['csv', 'ndjson'] as const).map((format) => (
          <a key={format} href={`/api/log-export?${query}&format=${format}`} download>
            {format === 'csv' ? 'CSV, one line a delivery' : 'NDJSON, one event a line'}
          </a>
        ))}
      </div>
    </details>
  );
}
