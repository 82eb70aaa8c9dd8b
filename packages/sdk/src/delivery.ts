import type { Explain } from './explain.ts';
import type { Queue } from './queue.ts';
import { read, write } from './storage.ts';

/** Until when (ms) the collector asked for silence: holds for the next page as well. */
const SILENT_UNTIL = '_scout_wait';
const LONGEST_SILENCE_MS = 3_600_000;
const LONGEST_BACKOFF_MS = 300_000;
/** A larger body is refused with keepalive and goes without. https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const KEEPALIVE_BYTES = 65_536;

interface DeliveryOptions {
  _key: string;
  _url: string;
  _queue: Queue;
  _explain: Explain;
}

/**
 * Empties the queue into the collector, one batch at a time, until each was answered. An urgent flush waits neither
 * for the batch under way nor for a backoff, only for a silence that the collector asked for.
 */
export function createDelivery({ _key, _url, _queue, _explain }: DeliveryOptions) {
  let requests = 0;
  let failures = 0;
  let notBefore = 0;
  let timer: ReturnType<typeof setTimeout>;

  /** Text, because JSON would cost a preflight; where a page has removed fetch a beacon, whose fate cannot be seen. */
  const post = async (body: string): Promise<boolean> => {
    if (!window.fetch) return navigator.sendBeacon(_url, body);
    const answer = await fetch(_url, {
      method: 'POST',
      body,
      credentials: 'include',
      keepalive: new Blob([body]).size <= KEEPALIVE_BYTES,
    });
    const { status, headers } = answer;
    const silenceMs = +(headers.get('retry-after') ?? 0) * 1000;
    if (silenceMs) write(SILENT_UNTIL, `${Date.now() + silenceMs}`);
    _explain('answer', status, await answer.text(), body);
    return status < 500 && status !== 429 && status !== 408;
  };

  return function flush(isUrgent?: boolean, isGone?: boolean): void {
    const now = Date.now();
    const waitMs = Math.max(Math.min(+read(SILENT_UNTIL) - now, LONGEST_SILENCE_MS), isUrgent ? 0 : notBefore - now);
    clearTimeout(timer);
    _queue._adopt();
    _queue._save(isGone);
    if (waitMs > 0) {
      timer = setTimeout(flush, waitMs);
      return;
    }
    for (let most = isUrgent ? Infinity : 1 - requests; most > 0; most--) {
      const batch = _queue._next();
      if (!batch[0]) return;
      const identity = batch.find((item) => item[2])?.[2] ?? '{}';
      requests++;
      void post(
        `{"key":"${_key}","sent_at":"${new Date().toISOString()}","identity":${identity},"context":${
          batch[0][0]
        },"events":[${batch
          .map((item) => item[1])
          .filter(Boolean)
          .join()}]}`,
      )
        .catch((error) => _explain('error', error))
        .then((isDone) => {
          requests--;
          _queue._settle(batch, !!isDone);
          failures = isDone ? 0 : failures + 1;
          notBefore =
            failures && Date.now() + Math.min(1000 * 2 ** failures, LONGEST_BACKOFF_MS) * (1 - Math.random() / 2);
          flush();
        });
    }
  };
}
