import { signal, type Signal } from '@preact/signals';
import type { LogEvent } from '../api/shapes.ts';
import { session } from '../state/session.ts';

/** EventSource gives up after some refusals; then a new one is opened this much later. */
const REOPEN_MS = 3_000;

export interface LogStream {
  state: Signal<'connecting' | 'live' | 'lost'>;
  close: () => void;
}

/** Hears of new and changed events that fit the query; connects again by itself until it is closed. */
export function openLogStream(query: string, onEvent: (event: LogEvent) => void): LogStream {
  const state = signal<'connecting' | 'live' | 'lost'>('connecting');
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    source = new EventSource(`/api/log/stream?${query}`);
    source.addEventListener('open', () => {
      state.value = 'live';
    });
    source.addEventListener('event', ({ data }: MessageEvent<string>) => onEvent(JSON.parse(data) as LogEvent));
    source.addEventListener('error', () => {
      state.value = 'lost';
      if (source?.readyState !== EventSource.CLOSED || session.value !== 'in') return;
      timer = setTimeout(open, REOPEN_MS);
    });
  };
  open();
  return {
    state,
    close: () => {
      clearTimeout(timer);
      source?.close();
    },
  };
}
