import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { State } from '../state.ts';

const PAUSE_MS = 250;

/** A stream of server-sent events that says `change` at most four times a second. */
export function streamChanges(context: Context, state: State): Response {
  return streamSSE(context, async (stream) => {
    let wake: (() => void) | undefined;
    let changed = true;
    const watcher = (): void => {
      changed = true;
      wake?.();
    };
    state.watchers.add(watcher);
    stream.onAbort(() => {
      state.watchers.delete(watcher);
      wake?.();
    });
    while (!stream.aborted) {
      if (changed) {
        changed = false;
        await stream.writeSSE({ event: 'change', data: '' });
        await stream.sleep(PAUSE_MS);
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  });
}
