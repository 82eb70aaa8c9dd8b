import { signal } from '@preact/signals';

const SHOWN_MS = 4_000;

/** The short message at the edge of the page; empty when there is none. */
export const notice = signal('');

let timer: ReturnType<typeof setTimeout> | undefined;

/** Says that something worked, and goes away by itself. */
export function notify(text: string): void {
  notice.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => {
    notice.value = '';
  }, SHOWN_MS);
}
