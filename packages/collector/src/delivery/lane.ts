import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { AttemptEnd, DueDelivery, Fate, Lease, Store } from '../store/store.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { countFates } from './count-fates.ts';
import type { Answer, Destination, PlannedRequest, Verdict } from './destination.ts';
import type { Limiter, Slot } from './limiter.ts';

/** A claim reads this many deliveries, so that one request can carry them all. */
const CLAIM_LIMIT = 1_000;
/** Enough to see whether anything can go out now. */
const PEEK_LIMIT = 25;
/** While the endpoint that is needed is closed, look again no sooner than this. */
const CLOSED_RECHECK_MS = 200;
/** How long to rest when the store cannot take a write. */
const STORE_RETRY_MS = 1_000;

export interface LaneOptions {
  destinationId: string;
  destination: Destination;
  limiter: Limiter;
  store: Store;
  /** The right to send to the destination: without it no request starts. */
  lease: Lease;
  /** The lease has run out: this lane sends no more. */
  onLost: () => void;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** The destination will not talk to our key; resolves when its deliveries are held. */
  onRefused: (sentence: string) => Promise<void>;
  onSuccess: (at: number) => void;
  onSettled?: () => void;
  random?: () => number;
}

/**
 * The way of one destination's deliveries: claim → plan → send → settle, one request per free slot of the
 * limiter. What to send is decided when the slot is there, not before: whatever has come in by then goes along.
 */
export class Lane {
  readonly #options: LaneOptions;
  readonly #breaker: CircuitBreaker;
  /** Deliveries in requests under way, with their person. */
  readonly #busy = new Map<number, string>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #planning = false;
  #woken = false;
  #restUntil = 0;
  #cancelTimer: (() => void) | undefined;
  #timerAt = Infinity;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#breaker = new CircuitBreaker(options.random);
  }

  /** Something may be due. Cheap, and harmless when nothing is. */
  wake(): void {
    if (this.#planning) {
      this.#woken = true;
      return;
    }
    if (this.#stopped) return;
    this.#planning = true;
    this.#woken = false;
    const turn = this.#turn()
      .catch((error: unknown) => this.#stumbled(error))
      .finally(() => {
        this.#planning = false;
        this.#underWay.delete(turn);
        if (this.#woken) this.wake();
      });
    this.#underWay.add(turn);
  }

  /** Starts no more requests; resolves when those under way have been settled. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelTimer?.();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** One turn ends when its request is on its way, so that the next can be planned beside it. */
  async #turn(): Promise<void> {
    if (!this.#mayGoOn() || !(await this.#hasWork())) return;
    await this.#options.limiter.run(
      (slot) =>
        new Promise<void>((planned) => {
          const performed = this.#step(slot, planned)
            .catch((error: unknown) => this.#stumbled(error))
            .finally(() => {
              this.#underWay.delete(performed);
              planned();
            });
          this.#underWay.add(performed);
        }),
      this.#stopping.signal,
    );
  }

  /** Whatever broke may stay broken for a while: nothing is tried before a rest. */
  #stumbled(error: unknown): void {
    const { log, clock, destinationId } = this.#options;
    if (this.#stopped && error === this.#stopping.signal.reason) return;
    log.error('delivery stumbled and goes on', { destination: destinationId, error });
    this.#restUntil = clock.now() + STORE_RETRY_MS;
    this.#wakeAt(this.#restUntil);
  }

  async #hasWork(): Promise<boolean> {
    const { store, destinationId, clock } = this.#options;
    const now = clock.now();
    const blockedUntil = this.#blockedUntil();
    if (blockedUntil > now) {
      this.#wakeAt(blockedUntil);
      return false;
    }
    const exclude = [...this.#busy.keys()];
    const peek = await store.claim({ destinationId, now, limit: PEEK_LIMIT, exclude });
    if (peek.length === PEEK_LIMIT || this.#notBusy(peek).length > 0) return true;
    const next = await store.nextDueAt(destinationId, exclude);
    if (next !== null && next > now) this.#wakeAt(next);
    return false;
  }

  /** Claims, plans and marks; calls `planned` once its request is on its way, and settles after that. */
  async #step(slot: Slot, planned: () => void): Promise<void> {
    const { store, destination, destinationId, limiter, clock } = this.#options;
    const now = clock.now();
    if (!this.#mayGoOn() || this.#blockedUntil() > now) {
      this.#wakeAt(this.#blockedUntil());
      return;
    }
    const claimed = await store.claim({ destinationId, now, limit: CLAIM_LIMIT, exclude: [...this.#busy.keys()] });
    const due = this.#notBusy(claimed);
    const { request, fates } = destination.plan(due, {
      now,
      isOpen: (endpoint) => limiter.isOpen(endpoint),
      probing: this.#breaker.isOpen,
    });
    if (fates.size > 0) await this.#settle({ fates, deliveries: due });
    if (!request) {
      if (fates.size > 0) this.#woken = true;
      else if (due.length > 0) this.#wakeAt(Math.max(limiter.nextOpening, now + CLOSED_RECHECK_MS));
      return;
    }
    for (const delivery of request.deliveries) this.#busy.set(delivery.id, destination.personOf(delivery));
    this.#woken = true;
    try {
      await this.#perform(slot, { request, planned });
    } finally {
      for (const delivery of request.deliveries) this.#busy.delete(delivery.id);
    }
    this.wake();
  }

  async #perform(slot: Slot, { request, planned }: { request: PlannedRequest; planned: () => void }): Promise<void> {
    const { store, destination, destinationId, clock, metrics } = this.#options;
    const attemptId = await store.beginAttempt({
      lease: this.#options.lease,
      destinationId,
      deliveryIds: request.deliveries.map((delivery) => delivery.id),
      method: request.method,
      path: request.path,
      body: request.body,
      startedAt: clock.now(),
    });
    // Storing it may have taken long. What was not sent is closed by the next holder of the lease.
    if (!this.#options.lease.isHeld()) return;
    const answered = slot.send(request.endpoint, () => destination.send(request));
    planned();
    const answer = await answered;
    const { endpoint, deliveries } = request;
    metrics.answers.add(1, { endpoint, status: answer.kind === 'answer' ? answer.status : 'none' });
    metrics.answerSeconds.observe(answer.latencyMs / 1_000, { endpoint });
    const verdict = destination.read(request, answer);
    await this.#settle({ fates: verdict.fates, deliveries, end: toAttemptEnd(attemptId, answer, clock.now()) });
    await this.#heed(request, verdict);
  }

  /** False once it was stopped or its lease has run out. */
  #mayGoOn(): boolean {
    if (this.#stopped) return false;
    if (this.#options.lease.isHeld()) return true;
    this.#stopping.abort();
    this.#options.onLost();
    return false;
  }

  /** Does what the answer means for the destination as a whole. */
  async #heed(request: PlannedRequest, verdict: Verdict): Promise<void> {
    const { limiter, store, destinationId, clock, onRefused, onSuccess } = this.#options;
    const now = clock.now();
    if (verdict.endpointClosedUntil !== undefined) {
      limiter.closeEndpoint(request.endpoint, verdict.endpointClosedUntil);
    }
    switch (verdict.destination.state) {
      case 'working':
        if (this.#breaker.succeeded()) await store.hurry(destinationId, now);
        return onSuccess(now);
      case 'throttled':
        return limiter.pauseUntil(verdict.destination.until);
      case 'unavailable':
        return this.#breaker.failed(now);
      case 'refused':
        // A lane that has ended speaks of a key that may have been replaced since.
        if (this.#stopped) return;
        this.#stopping.abort();
        return onRefused(verdict.destination.sentence);
    }
  }

  /** An outcome must not be lost because the disk is full for a minute: it is written until it is written. */
  async #settle({ deliveries, ...outcome }: Outcome): Promise<void> {
    const { store, clock, log, metrics, destinationId } = this.#options;
    for (;;) {
      try {
        const now = clock.now();
        await store.settle({ ...outcome, now });
        countFates(metrics, { fates: outcome.fates, deliveries, now });
        return this.#options.onSettled?.();
      } catch (error) {
        if (this.#stopped) throw error;
        log.error('an outcome could not be stored and is tried again', { destination: destinationId, error });
        await new Promise<void>((resolve) => {
          clock.after(STORE_RETRY_MS, resolve);
        });
      }
    }
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #notBusy(deliveries: readonly DueDelivery[]): DueDelivery[] {
    const persons = new Set(this.#busy.values());
    return deliveries.filter((delivery) => !persons.has(this.#options.destination.personOf(delivery)));
  }

  #blockedUntil(): number {
    const { limiter } = this.#options;
    // While a probe is under way, its answer wakes the lane.
    if (this.#breaker.isOpen && this.#busy.size > 0) return Infinity;
    return Math.max(limiter.pausedUntil, this.#breaker.retryAt, this.#restUntil);
  }

  #wakeAt(at: number): void {
    const { clock } = this.#options;
    if (at === Infinity || (at >= this.#timerAt && this.#timerAt > clock.now())) return;
    this.#cancelTimer?.();
    this.#timerAt = at;
    this.#cancelTimer = clock.after(at - clock.now(), () => {
      this.#timerAt = Infinity;
      this.wake();
    });
  }
}

interface Outcome {
  fates: ReadonlyMap<number, Fate>;
  /** At least those that have a fate. */
  deliveries: readonly DueDelivery[];
  end?: AttemptEnd;
}

function toAttemptEnd(attemptId: number, answer: Answer, finishedAt: number): AttemptEnd {
  return answer.kind === 'answer'
    ? { attemptId, status: answer.status, answer: answer.body, latencyMs: answer.latencyMs, finishedAt }
    : { attemptId, status: null, answer: answer.error, latencyMs: answer.latencyMs, finishedAt };
}
