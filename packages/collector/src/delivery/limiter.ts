import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';

/** A destination's own limits for one endpoint: at most so many requests in any second and in any minute. */
export interface EndpointLimit {
  perSecond: number;
  perMinute: number;
}

/** The place of one request in the limiter. */
export interface Slot {
  /**
   * Sends: counts the request against its endpoint and keeps the slot for a second after the answer.
   * A slot that never sends is free again at once.
   */
  send<T>(endpoint: string, request: () => Promise<T>): Promise<T>;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/**
 * The destination counts a request when it arrives, which is some time between our start and its answer. So a
 * slot is free again one second after the answer; waiting longer than this for a slow answer would cost throughput.
 */
const ARRIVAL_MS = 250;

/**
 * Holds the promise of at most `requestsPerSecond` requests in any sliding second, over everything that is sent
 * with one key, as seen here and as seen by the destination. Beside it stand the limits of single endpoints, and
 * pauses that the destination asks for.
 *
 * There are as many slots as requests in a second, and a slot that has sent is kept for more than a second: so
 * the number of slots alone is the sliding window, and a slot that sent nothing costs nothing.
 */
export class Limiter {
  readonly #queue: PQueue;
  readonly #clock: Clock;
  readonly #endpoints: Map<string, EndpointWindow>;
  #pausedUntil = 0;
  #resume: (() => void) | undefined;

  constructor(options: { requestsPerSecond: number; endpoints: Record<string, EndpointLimit>; clock: Clock }) {
    const { requestsPerSecond, endpoints, clock } = options;
    this.#clock = clock;
    this.#queue = new PQueue({ concurrency: checkRate(requestsPerSecond) });
    this.#endpoints = new Map(
      Object.entries(endpoints).map(([name, limit]) => [name, new EndpointWindow(limit, clock)]),
    );
  }

  get requestsPerSecond(): number {
    return this.#queue.concurrency;
  }

  /** A lower rate holds as soon as the slots in use are free again. */
  set requestsPerSecond(requestsPerSecond: number) {
    this.#queue.concurrency = checkRate(requestsPerSecond);
  }

  /**
   * Runs `step` as soon as a request may start; resolves with its result, without waiting for the slot to be free.
   * Rejects with the reason of `signal` when that aborts before the step has begun; a step that runs is not cut.
   */
  run<T>(step: (slot: Slot) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiting = new AbortController();
      const giveUp = (): void => waiting.abort(signal?.reason);
      if (signal?.aborted) giveUp();
      signal?.addEventListener('abort', giveUp, { once: true });
      const task = async (): Promise<void> => {
        signal?.removeEventListener('abort', giveUp);
        let free: Promise<void> = Promise.resolve();
        await step({
          send: (endpoint, request) => {
            this.#endpoints.get(endpoint)?.count();
            const answer = request();
            const answered = answer.then(
              () => {},
              () => {},
            );
            free = Promise.race([answered, this.#wait(ARRIVAL_MS)]).then(() => this.#wait(SECOND_MS));
            return answer;
          },
        }).then(resolve, reject);
        await free;
      };
      this.#queue.add(task, { signal: waiting.signal }).catch(reject);
    });
  }

  /** Whether the endpoint's own windows have room, and if not, when they will have (ms since 1970). */
  opensAt(endpoint: string): number {
    return Math.max(this.#pausedUntil, this.#endpoints.get(endpoint)?.opensAt() ?? 0);
  }

  isOpen(endpoint: string): boolean {
    return this.opensAt(endpoint) <= this.#clock.now();
  }

  /** The earliest moment at which any endpoint is open again, in ms since 1970. */
  get nextOpening(): number {
    const openings = [...this.#endpoints.keys()].map((endpoint) => this.opensAt(endpoint));
    return openings.length === 0 ? this.#pausedUntil : Math.min(...openings);
  }

  /** Slots that have sent within about a second, or are about to send. */
  get slotsInUse(): number {
    return this.#queue.pending;
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** Nobody starts a request before `until`, in ms since 1970: the destination's Retry-After. */
  pauseUntil(until: number): void {
    if (until <= this.#pausedUntil) return;
    this.#pausedUntil = until;
    this.#queue.pause();
    this.#resume?.();
    this.#resume = this.#clock.after(until - this.#clock.now(), () => this.#queue.start());
  }

  /** Nobody uses this endpoint before `until`: its RateLimit-Remaining says 0. */
  closeEndpoint(endpoint: string, until: number): void {
    this.#endpoints.get(endpoint)?.closeUntil(until);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }
}

function checkRate(requestsPerSecond: number): number {
  if (Number.isInteger(requestsPerSecond) && requestsPerSecond >= 1) return requestsPerSecond;
  throw new RangeError(`Expected requestsPerSecond to be a whole number of at least 1, got ${requestsPerSecond}`);
}

/** Sliding windows of one endpoint. Only asked and told, never waited on: what is closed is planned around. */
class EndpointWindow {
  readonly #limit: EndpointLimit;
  readonly #clock: Clock;
  #starts: number[] = [];
  #closedUntil = 0;

  constructor(limit: EndpointLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  count(): void {
    const now = this.#clock.now();
    this.#starts = this.#starts.filter((start) => start > now - MINUTE_MS);
    this.#starts.push(now);
  }

  opensAt(): number {
    const { perSecond, perMinute } = this.#limit;
    const second = this.#starts.at(-perSecond);
    const minute = this.#starts.at(-perMinute);
    return Math.max(
      this.#closedUntil,
      second === undefined ? 0 : second + SECOND_MS,
      minute === undefined ? 0 : minute + MINUTE_MS,
    );
  }

  closeUntil(until: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, until);
  }
}
