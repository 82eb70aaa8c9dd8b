/** Tells open log streams that something changed; what changed they read from the store. */
export class LiveFeed {
  readonly #listeners = new Set<() => void>();
  #ended = false;

  /** True once the collector stops: streams end themselves. */
  get ended(): boolean {
    return this.#ended;
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    this.#ended = true;
    this.changed();
  }
}
