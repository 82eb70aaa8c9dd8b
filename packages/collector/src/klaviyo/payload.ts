import type { KlaviyoEvent } from './mapping/klaviyo-event.ts';
import type { ProfileAttributes } from './mapping/profile.ts';

/** The profile part of an event: a link where the id is known, else an identifier or all attributes. */
export interface ProfileReference {
  id?: string;
  attributes: Partial<ProfileAttributes>;
}

/** Body of POST /api/profile-import, and with `id` of PATCH /api/profiles/{id}. */
export function profileBody(attributes: Partial<ProfileAttributes>, id?: string): string {
  return JSON.stringify({ data: { type: 'profile', ...(id === undefined ? {} : { id }), attributes } });
}

/** Body of POST /api/events. */
export function eventBody(
  event: KlaviyoEvent,
  { profile, backfill }: { profile: ProfileReference; backfill: boolean },
): string {
  return JSON.stringify({
    data: {
      type: 'event',
      attributes: { ...eventAttributes(event, backfill), profile: { data: { type: 'profile', ...profile } } },
    },
  });
}

/** One person's part of a bulk request, as JSON text: it is built once and measured as it will be sent. */
export function bulkEntry(profile: ProfileReference, events: readonly string[]): string {
  return `{"type":"event-bulk-create","attributes":{"profile":{"data":${JSON.stringify({
    type: 'profile',
    ...profile,
  })}},"events":{"data":[${events.join(',')}]}}}`;
}

/** One event of a bulk entry, as JSON text. */
export function bulkEvent(event: KlaviyoEvent, backfill: boolean): string {
  return JSON.stringify({ type: 'event', attributes: eventAttributes(event, backfill) });
}

/** Body of POST /api/event-bulk-create-jobs. */
export function bulkBody(entries: readonly string[]): string {
  return `{"data":{"type":"event-bulk-create-job","attributes":{"events-bulk-create":{"data":[${entries.join(',')}]}}}}`;
}

function eventAttributes(event: KlaviyoEvent, backfill: boolean): Record<string, unknown> {
  return {
    metric: { data: { type: 'metric', attributes: { name: event.metric } } },
    unique_id: event.unique_id,
    time: event.time,
    properties: event.properties,
    ...(event.value === undefined ? {} : { value: event.value }),
    ...(event.value_currency === undefined ? {} : { value_currency: event.value_currency }),
    ...(backfill ? { backfill: true } : {}),
  };
}
