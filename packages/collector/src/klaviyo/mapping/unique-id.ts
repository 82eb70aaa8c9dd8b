import type { ScoutEvent } from '../../store/event.ts';

const ABOUT_AN_ORDER = new Set(['Purchase', 'Refund', 'Cancel']);

/**
 * What Klaviyo dedupes an event by: the order's id, so that the browser's and the backend's copy of one order are one,
 * and a refund or cancellation names the order it undoes; for all else, and for an order without an id, the event's.
 */
export function uniqueId(event: ScoutEvent): string {
  return (ABOUT_AN_ORDER.has(event.name) ? event.order_id : undefined) ?? event.id;
}

/** The same for one line of an order, by its position from 1: two lines may hold the same SKU. */
export function lineUniqueId(event: ScoutEvent, position: number): string {
  return `${uniqueId(event)}:${position}`;
}
