import type { Answer, Destination, Verdict } from '../delivery/destination.ts';
import { retryDelayMs } from '../delivery/retry-policy.ts';
import type { DueDelivery, Fate } from '../store/store.ts';
import type { DestinationSettings } from '../store/configuration.ts';
import { closedUntil, destinationState, readAnswer, type KlaviyoError, type Reading } from './answer.ts';
import type { KlaviyoClient } from './client.ts';
import { Isolation } from './isolation.ts';
import { People } from './people.ts';
import {
  delivered,
  plan,
  type BulkRequest,
  type EventRequest,
  type KlaviyoPlannedRequest,
  type ProfileRequest,
} from './planner.ts';
import { personOf } from './prepared.ts';
import { nextUpsertStep } from './profile-upsert.ts';
import { Progress } from './progress.ts';

/** Answers that mean "taken", by kind of request. */
const TAKEN = { profile: [200, 201], event: [202], bulk: [202] } as const;

/** Klaviyo as a destination: what to send next, and what each answer means. */
export class KlaviyoDestination implements Destination<KlaviyoPlannedRequest> {
  readonly #client: KlaviyoClient;
  readonly #settings: DestinationSettings;
  readonly #clock: { now(): number };
  readonly #random: (() => number) | undefined;
  readonly #people = new People();
  readonly #isolation = new Isolation();
  readonly #progress = new Progress();
  /** Deliveries whose profile id was doubted once already. */
  readonly #doubted = new Set<number>();

  constructor(options: {
    client: KlaviyoClient;
    settings: DestinationSettings;
    clock: { now(): number };
    random?: () => number;
  }) {
    this.#client = options.client;
    this.#settings = options.settings;
    this.#clock = options.clock;
    this.#random = options.random;
  }

  personOf(delivery: DueDelivery): string {
    return personOf(delivery, this.#settings) ?? `delivery:${delivery.id}`;
  }

  plan(due: readonly DueDelivery[], options: Parameters<Destination['plan']>[1]): ReturnType<typeof plan> {
    const knowledge = {
      settings: this.#settings,
      people: this.#people,
      isolation: this.#isolation,
      progress: this.#progress,
    };
    const planned = plan(due, knowledge, options);
    this.#clearSettled(planned.fates);
    return planned;
  }

  send(request: KlaviyoPlannedRequest): Promise<Answer> {
    return this.#client(request);
  }

  read(request: KlaviyoPlannedRequest, answer: Answer): Verdict {
    const now = this.#clock.now();
    const reading = readAnswer(answer, { expected: TAKEN[request.kind], now });
    const fates = this.#fates(request, reading);
    this.#clearSettled(fates);
    const endpointClosedUntil = closedUntil(answer, now);
    return {
      fates,
      destination: destinationState(reading),
      ...(endpointClosedUntil === undefined ? {} : { endpointClosedUntil }),
    };
  }

  #fates(request: KlaviyoPlannedRequest, reading: Reading): Map<number, Fate> {
    switch (reading.kind) {
      case 'throttled':
        return forAll(request.deliveries, () => ({ kind: 'retry', at: reading.until, reason: 'throttled' }));
      case 'unavailable':
        return forAll(request.deliveries, (delivery) => ({
          kind: 'retry',
          at: this.#clock.now() + retryDelayMs(delivery.attempts + 1, this.#random),
          reason: 'unavailable',
        }));
      case 'refused':
        return new Map();
      default:
        if (request.kind === 'profile') return this.#readProfile(request, reading);
        return request.kind === 'event' ? this.#readEvent(request, reading) : this.#readBulk(request, reading);
    }
  }

  /** A profile call settles no delivery: whatever came of it, the events go out next. */
  #readProfile({ subject, call, deliveries }: ProfileRequest, reading: Settling): Map<number, Fate> {
    const { person, hash, asOf, profile, claims } = subject;
    const step = nextUpsertStep(call, { reading, hasPhone: profile.phone_number !== undefined, claims });
    if ('next' in step) {
      this.#people.continueWith(person, { hash, call: step.next, asOf });
      return new Map();
    }
    const { id, isOther, note } = step.done;
    this.#people.settled(person, { ...(id === undefined ? {} : { profile: { id, isOther } }), hash, asOf });
    if (note !== undefined) for (const delivery of deliveries) this.#progress.addNote(delivery.id, note);
    return new Map();
  }

  #readEvent({ subject, event, linked }: EventRequest, reading: Settling): Map<number, Fate> {
    const { id } = subject.delivery;
    if (reading.kind === 'invalid' && linked && !this.#doubted.has(id) && blamesProfile(reading)) {
      // The profile may be gone (merged or deleted): forget its id, upsert once more, and try again.
      this.#doubted.add(id);
      this.#people.forget(subject.person);
      return new Map();
    }
    if (reading.kind === 'invalid') this.#progress.refused(id, event, reading.words);
    else this.#progress.accepted(id, event);
    const outcome = this.#progress.outcome(id, subject.events);
    if (outcome === undefined) return new Map();
    return new Map([
      [
        id,
        outcome === null
          ? delivered(subject, this.#progress)
          : { kind: 'rejected', reason: 'invalid_payload', note: outcome },
      ],
    ]);
  }

  #readBulk({ entries, deliveries }: BulkRequest, reading: Settling): Map<number, Fate> {
    if (reading.kind === 'ok') {
      const fates = new Map<number, Fate>();
      for (const { person, newest, members } of entries) {
        // Claims are told by the profile's own call alone, with the person's next event.
        this.#people.settled(person, { hash: newest.profileHash, asOf: newest.asOf });
        for (const one of members) fates.set(one.delivery.id, delivered(one, this.#progress));
      }
      return fates;
    }
    const named = reading.errors.flatMap((error) => entries[entryIndex(error) ?? -1] ?? []);
    const ambiguous = deliveries.filter((delivery) => delivery.ambiguous);
    if (named.length > 0) {
      this.#isolation.suspect(named.flatMap((entry) => entry.members.map((one) => one.delivery.id)));
    } else if (ambiguous.length > 0) {
      // Part of it was sent before and nobody knows what became of it; the single endpoint takes repeats.
      this.#isolation.suspect(ambiguous.map((delivery) => delivery.id));
    } else {
      this.#isolation.halve(deliveries.map((delivery) => delivery.id));
    }
    return new Map();
  }

  #clearSettled(fates: ReadonlyMap<number, Fate>): void {
    for (const [id, { kind }] of fates) {
      if (kind !== 'delivered' && kind !== 'rejected') continue;
      this.#isolation.clear(id);
      this.#progress.clear(id);
      this.#doubted.delete(id);
    }
  }
}

/** An answer to what was asked, as opposed to none, or one about the destination. */
type Settling = Extract<Reading, { kind: 'ok' | 'conflict' | 'invalid' }>;

function forAll(deliveries: readonly DueDelivery[], toFate: (delivery: DueDelivery) => Fate): Map<number, Fate> {
  return new Map(deliveries.map((delivery) => [delivery.id, toFate(delivery)]));
}

/** The profile entry that a bulk error's pointer names, `/data/attributes/events-bulk-create/data/<i>/…`. */
function entryIndex(error: KlaviyoError): number | undefined {
  const index = /\/events-bulk-create\/data\/(\d+)/.exec(error.source?.pointer ?? '')?.[1];
  return index === undefined ? undefined : Number(index);
}

function blamesProfile(reading: Extract<Reading, { kind: 'invalid' }>): boolean {
  return (
    reading.status === 404 ||
    reading.errors.some((error) => /\/profile(\/|$)/.test(error.source?.pointer ?? '') || /profile/i.test(error.detail))
  );
}
