/** So many failures in a row, and a destination is probed instead of used. */
const FAILURES_TO_OPEN = 3;
const BASE_MS = 1_000;
const CAP_MS = 60_000;

/**
 * Keeps a destination that does not answer from being hammered. Closed: all may send. Open: nobody may before
 * `retryAt`; then one probe at a time, until one of them succeeds.
 */
export class CircuitBreaker {
  readonly #random: () => number;
  #failures = 0;
  #retryAt = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  get isOpen(): boolean {
    return this.#failures >= FAILURES_TO_OPEN;
  }

  /** When the next probe may go, in ms since 1970; 0 while closed. */
  get retryAt(): number {
    return this.isOpen ? this.#retryAt : 0;
  }

  failed(now: number): void {
    this.#failures++;
    const ceiling = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(this.#failures - FAILURES_TO_OPEN, 30));
    this.#retryAt = now + Math.round(ceiling / 2 + (this.#random() * ceiling) / 2);
  }

  /** True when this success ended an outage. */
  succeeded(): boolean {
    const ended = this.isOpen;
    this.#failures = 0;
    return ended;
  }
}
