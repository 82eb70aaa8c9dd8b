import type { KlaviyoEvent } from './mapping/klaviyo-event.ts';

/** How far a delivery has come whose Klaviyo events go out one by one, and what was left out on the way. */
export class Progress {
  readonly #done = new Map<number, Map<string, string | null>>();
  readonly #notes = new Map<number, string[]>();

  /** A sentence for people. */
  addNote(deliveryId: number, note: string): void {
    this.#notes.set(deliveryId, [...new Set([...this.notesOf(deliveryId), note])]);
  }

  notesOf(deliveryId: number): readonly string[] {
    return this.#notes.get(deliveryId) ?? [];
  }

  isDone(deliveryId: number, event: KlaviyoEvent): boolean {
    return this.#done.get(deliveryId)?.has(keyOf(event)) ?? false;
  }

  accepted(deliveryId: number, event: KlaviyoEvent): void {
    this.#mark(deliveryId, event, null);
  }

  /** `words` are Klaviyo's. */
  refused(deliveryId: number, event: KlaviyoEvent, words: string): void {
    this.#mark(deliveryId, event, words);
  }

  /** Once each of `events` has an answer: a sentence if any was refused, null if none was; else undefined. */
  outcome(deliveryId: number, events: readonly KlaviyoEvent[]): string | null | undefined {
    const answers = this.#done.get(deliveryId);
    if (!answers || events.some((event) => !answers.has(keyOf(event)))) return undefined;
    const refused = events.filter((event) => answers.get(keyOf(event)) !== null);
    const [first] = refused;
    if (!first) return null;
    const words = answers.get(keyOf(first)) ?? '';
    if (events.length === 1) return words;
    return `Klaviyo took ${events.length - refused.length} of ${events.length} events. ${first.metric}: ${words}`;
  }

  clear(deliveryId: number): void {
    this.#done.delete(deliveryId);
    this.#notes.delete(deliveryId);
  }

  #mark(deliveryId: number, event: KlaviyoEvent, words: string | null): void {
    const answers = this.#done.get(deliveryId) ?? new Map<string, string | null>();
    answers.set(keyOf(event), words);
    this.#done.set(deliveryId, answers);
  }
}

function keyOf(event: KlaviyoEvent): string {
  return `${event.metric}\n${event.unique_id}`;
}
