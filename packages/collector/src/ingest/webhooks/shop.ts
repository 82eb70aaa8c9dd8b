import type { BatchEvent } from '@scout/wire';

/** What a shop's webhook says, in the form in which backends send events; `refused` says why it could not be read. */
export type ShopEvents = { events: BatchEvent[] } | { refused: string };

/** A kind of shop that tells of its orders by signed webhooks. */
export interface Shop {
  /** The header with the HMAC-SHA256 of the body, in base64. */
  signatureHeader: string;
  /** The header that names what happened. */
  topicHeader: string;
  /** The events of a payload; none for a topic or a state that tells nothing of an order. Pure, never throws. */
  toEvents(topic: string, payload: unknown): ShopEvents;
}
