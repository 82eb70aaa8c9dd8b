import { useEffect, useRef } from 'preact/hooks';
import { useLiveEvents } from '../../live/use-live-events.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { EventTable } from '../events/event-table.tsx';
import { LiveBadge } from '../../ui/live-badge.tsx';

const SHOWN = 8;
/** The numbers above follow what happens, but not each single event. */
const SETTLE_MS = 1_500;

/** The newest events as they come in and change. */
export function LatestEvents({ onChange }: { onChange: () => void }) {
  const { events, state, isLoaded } = useLiveEvents('', { most: SHOWN });
  const wasLoaded = useRef(false);
  useEffect(() => {
    if (!isLoaded) return undefined;
    if (!wasLoaded.current) {
      wasLoaded.current = true;
      return undefined;
    }
    const timer = setTimeout(onChange, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [events, isLoaded]);
  return (
    <Card title="Latest events" actions={<LiveBadge state={state} />} flush>
      {events.length === 0 && isLoaded ? (
        <Empty icon="events" title="No events yet">
          <p>
            They show up here the moment your store sends one. <a href="/install">Put the tag on your store</a>.
          </p>
        </Empty>
      ) : (
        <EventTable events={events} label="Latest events" />
      )}
      <div class="card-foot">
        <a href="/events">All events</a>
      </div>
    </Card>
  );
}
