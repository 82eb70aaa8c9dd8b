import { checkFaults } from './fault.ts';
import type { Fault, FaultEndpoint } from './fault.ts';
import { findEntry } from './find-entry.ts';

/** A fault in force and how often it was applied. */
export type FaultInForce = Fault & { applied: number };

/** A fault to apply now, and where in the body stands what it looked for. */
export interface FaultHit {
  fault: Fault;
  pointer: string | undefined;
}

interface Entry {
  fault: Fault;
  applied: number;
  draw: () => number;
}

/** The faults in force. */
export class FaultList {
  #entries: Entry[] = [];

  /** Replaces the list; throws a RangeError on a fault that makes no sense, and then keeps the former list. */
  set(faults: unknown): void {
    this.#entries = checkFaults(faults).map((fault) => ({ fault, applied: 0, draw: createRandom(fault.seed ?? 1) }));
  }

  /** The list with its counts, in the order in which they are tried. */
  all(): FaultInForce[] {
    return this.#entries.map(({ fault, applied }) => ({ ...fault, applied }));
  }

  /** The first fault that fits a request, counted as applied. */
  pick(endpoint: FaultEndpoint | undefined, body: unknown): FaultHit | undefined {
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (fault.endpoint && fault.endpoint !== endpoint) continue;
      if (fault.times !== undefined && entry.applied >= fault.times) continue;
      const wanted = fault.email !== undefined || fault.unique_id !== undefined;
      const pointer = wanted ? findEntry(body, fault) : undefined;
      if (wanted && pointer === undefined) continue;
      if (fault.probability !== undefined && entry.draw() >= fault.probability) continue;
      entry.applied += 1;
      return { fault, pointer };
    }
    return undefined;
  }

  clear(): void {
    this.#entries = [];
  }
}

/** Mulberry32: a small seeded generator of numbers from 0 to 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
