/** Requests that one operation takes in a second and in a minute. */
export interface Limit {
  perSecond: number;
  perMinute: number;
}

/** The minute window after a request was let through, or how long to wait. */
export type Ticket =
  | { ok: true; limit: number; remaining: number; resetSeconds: number }
  | { ok: false; retryAfterSeconds: number };

interface Window {
  start: number;
  count: number;
}

/** Klaviyo's limits: two fixed windows for each operation, shared by all keys of the account. */
export class Limits {
  readonly #windows = new Map<string, { second: Window; minute: Window }>();

  /** Counts a request of `operation` at `now` (ms), or refuses it; refused requests are not counted. */
  take(operation: string, limit: Limit, now: number): Ticket {
    const known = this.#windows.get(operation);
    const second = roll(known?.second, now, 1_000);
    const minute = roll(known?.minute, now, 60_000);
    this.#windows.set(operation, { second, minute });
    const minuteLeft = Math.max(1, Math.ceil((minute.start + 60_000 - now) / 1_000));
    if (minute.count >= limit.perMinute) return { ok: false, retryAfterSeconds: minuteLeft };
    if (second.count >= limit.perSecond) return { ok: false, retryAfterSeconds: 1 };
    second.count += 1;
    minute.count += 1;
    return { ok: true, limit: limit.perMinute, remaining: limit.perMinute - minute.count, resetSeconds: minuteLeft };
  }

  clear(): void {
    this.#windows.clear();
  }
}

function roll(window: Window | undefined, now: number, length: number): Window {
  const start = Math.floor(now / length) * length;
  return window?.start === start ? window : { start, count: 0 };
}
