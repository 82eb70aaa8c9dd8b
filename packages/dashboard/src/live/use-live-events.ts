import { useEffect, useState } from 'preact/hooks';
import { messageOf, request } from '../api/request.ts';
import type { LogEvent, LogPage } from '../api/shapes.ts';
import { openLogStream } from './log-stream.ts';
import { mergeEvents } from './merge-events.ts';

/** Without more pages fetched, this many are kept at most. */
const PAGE = 50;

export interface LiveEvents {
  events: LogEvent[];
  isLoaded: boolean;
  error: string | undefined;
  state: 'connecting' | 'live' | 'lost';
  hasMore: boolean;
  loadMore: () => Promise<void>;
}

/**
 * The newest events that fit the query, live: new ones come on top, known ones change in place; older pages come by
 * cursor. `most` limits how many are kept; without it the pages that were asked for all stay.
 */
export function useLiveEvents(query: string, { most }: { most?: number } = {}): LiveEvents {
  const limit = Math.min(most ?? PAGE, PAGE);
  const [events, setEvents] = useState<LogEvent[]>([]);
  const [cursor, setCursor] = useState<string | null>(null);
  const [isLoaded, setLoaded] = useState(false);
  const [error, setError] = useState<string>();
  const [state, setState] = useState<LiveEvents['state']>('connecting');
  const parameters = `${query === '' ? '' : `${query}&`}limit=${limit}`;

  useEffect(() => {
    let isCurrent = true;
    setLoaded(false);
    setError(undefined);
    const loadNewest = async (): Promise<void> => {
      try {
        const page = await request<LogPage>('GET', `/log?${parameters}`);
        if (!isCurrent) return;
        setEvents(page.events);
        setCursor(page.next_cursor);
        setLoaded(true);
        setError(undefined);
      } catch (thrown) {
        if (isCurrent) setError(messageOf(thrown));
      }
    };
    void loadNewest();
    let pending: LogEvent[] = [];
    let frame: number | undefined;
    const stream = openLogStream(parameters, (event) => {
      pending.push(event);
      frame ??= requestAnimationFrame(() => {
        const batch = pending;
        pending = [];
        frame = undefined;
        setEvents((before) => mergeEvents(before, batch).slice(0, most));
      });
    });
    let wasLost = false;
    const unsubscribe = stream.state.subscribe((next) => {
      setState(next);
      // More may have happened meanwhile than the stream tells when it is back.
      if (next === 'live' && wasLost) void loadNewest();
      wasLost = next === 'lost';
    });
    return () => {
      isCurrent = false;
      if (frame !== undefined) cancelAnimationFrame(frame);
      unsubscribe();
      stream.close();
    };
  }, [parameters, most]);

  const loadMore = async (): Promise<void> => {
    if (cursor === null) return;
    try {
      const page = await request<LogPage>('GET', `/log?${parameters}&cursor=${cursor}`);
      setEvents((before) => mergeEvents(before, page.events));
      setCursor(page.next_cursor);
      setError(undefined);
    } catch (thrown) {
      setError(messageOf(thrown));
    }
  };

  return { events, isLoaded, error, state, hasMore: cursor !== null && most === undefined, loadMore };
}
