import type { Explain } from './explain.ts';
import type { Queue } from './queue.ts';
import { read, write } from './storage.ts';

/** Until when (ms) the collector asked for silence: holds for the next page as well. */
const SILENT_UNTIL = '_scout_wait';
const LONGEST_SILENCE_MS = 3_600_000;
const LONGEST_BACKOFF_MS = 300_000;
/** A connection that hangs without a word must not hold what comes after. */
const LONGEST_REQUEST_MS = 30_000;
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

  /** Whether the batch is settled. Text, because JSON would cost a preflight. */
  const post = async (body: string): Promise<boolean> => {
    const answer = await fetch(_url, {
      method: 'POST',
      body,
      credentials: 'include',
      // A character has three bytes at most.
      keepalive: body.length * 3 <= KEEPALIVE_BYTES || new Blob([body]).size <= KEEPALIVE_BYTES,
      signal: AbortSignal.timeout?.(LONGEST_REQUEST_MS),
    });
    const { status, headers } = answer;
    // Read even when no one listens: the browser takes a request for unfinished until then.
    _explain('answer', status, await answer.text(), body);
    const after = headers.get('retry-after');
    // Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    if (after) write(SILENT_UNTIL, `${Date.now() + +after * 1000 || Date.parse(after)}`);
    return status < 500 && status !== 429 && status !== 408;
  };

  return function flush(isUrgent?: boolean, isGone?: boolean): void {
    const now = Date.now();
    const waitMs = Math.max(Math.min(+read(SILENT_UNTIL) - now, LONGEST_SILENCE_MS), isUrgent ? 0 : notBefore - now);
    clearTimeout(timer);
    _queue._save(isGone);
    if (waitMs > 0) {
      timer = setTimeout(flush, waitMs);
      return;
    }
    for (let isFree: boolean | undefined = isUrgent || !requests; isFree; isFree = isUrgent) {
      const batch = _queue._next();
      if (!batch[0]) return;
      const identity = batch.map((item) => item[2]).find(Boolean) ?? '{}';
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
          _queue._settle(batch, isDone);
          failures = isDone ? 0 : failures + 1;
          notBefore =
            failures && Date.now() + Math.min(1000 * 2 ** failures, LONGEST_BACKOFF_MS) * (1 - Math.random() / 2);
          flush(false, isGone);
        });
    }
  };
}
