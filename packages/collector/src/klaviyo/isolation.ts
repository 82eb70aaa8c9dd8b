/**
 * Finds the one bad entry of a refused bulk request without failing its neighbours. A refusal never fails a
 * delivery by itself: a suspect goes out alone, on the single endpoint, whose verdict is its own.
 */
export class Isolation {
  readonly #suspects = new Set<number>();
  /** Deliveries that may share a request only among themselves: the halves of a refused one. */
  readonly #cohorts = new Map<number, number>();
  #lastCohort = 0;

  isSuspect(deliveryId: number): boolean {
    return this.#suspects.has(deliveryId);
  }

  /** 0 for deliveries that may travel with any other. */
  cohortOf(deliveryId: number): number {
    return this.#cohorts.get(deliveryId) ?? 0;
  }

  /** These go out alone from now on. */
  suspect(deliveryIds: Iterable<number>): void {
    for (const id of deliveryIds) {
      this.#suspects.add(id);
      this.#cohorts.delete(id);
    }
  }

  /** Splits a refused request whose answer names no culprit; a request of one delivery has found it. */
  halve(deliveryIds: readonly number[]): void {
    if (deliveryIds.length <= 1) return this.suspect(deliveryIds);
    const middle = Math.ceil(deliveryIds.length / 2);
    for (const half of [deliveryIds.slice(0, middle), deliveryIds.slice(middle)]) {
      this.#lastCohort++;
      for (const id of half) this.#cohorts.set(id, this.#lastCohort);
    }
  }

  /** The delivery has its fate. */
  clear(deliveryId: number): void {
    this.#suspects.delete(deliveryId);
    this.#cohorts.delete(deliveryId);
  }
}
