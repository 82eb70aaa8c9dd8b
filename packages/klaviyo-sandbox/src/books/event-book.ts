import type { EventInput } from '../check/check-event.ts';
import type { JsonObject } from '../check/problem.ts';
import { createId } from '../create-id.ts';
import type { RecordedProfile } from './profile-book.ts';

/** An event as the sandbox keeps it. */
export interface RecordedEvent {
  id: string;
  /** Milliseconds since the epoch. */
  received_at: number;
  /** The `id` of the request that brought it. */
  request_id: string;
  via: 'single' | 'bulk';
  metric: string;
  /** As sent, else the time in Unix seconds. */
  unique_id: string;
  /** ISO 8601, truncated to the second: when the shopper acted. */
  time: string;
  value: number | null;
  value_currency: string | null;
  backfill: boolean;
  properties: JsonObject;
  profile_id: string;
  /** The profile's email when the event was recorded. */
  email: string | null;
}

/** The metric, id and time that an event is deduplicated by, once the defaults are filled in. */
export function toEventKey(event: EventInput, now: number): { time: number; uniqueId: string } {
  const time = event.time ?? Math.floor(now / 1000);
  return { time, uniqueId: event.unique_id ?? String(time) };
}

interface Arrival {
  event: EventInput;
  profile: RecordedProfile;
  via: 'single' | 'bulk';
  requestId: string;
  now: number;
}

/** All events, deduplicated by (profile, metric, unique_id); beyond `max` the oldest are forgotten. */
export class EventBook {
  readonly #max: number;
  #events: RecordedEvent[] = [];
  readonly #keys = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#events.length;
  }

  /** Oldest first. */
  all(): RecordedEvent[] {
    return [...this.#events];
  }

  has(profileId: string, metric: string, uniqueId: string): boolean {
    return this.#keys.has(toKey(profileId, metric, uniqueId));
  }

  /** Records the event, or answers undefined for a repeat, which is dropped. */
  record({ event, profile, via, requestId, now }: Arrival): RecordedEvent | undefined {
    const { time, uniqueId } = toEventKey(event, now);
    const key = toKey(profile.id, event.metric, uniqueId);
    if (this.#keys.has(key)) return undefined;
    this.#keys.add(key);
    const recorded: RecordedEvent = {
      id: createId(11),
      received_at: now,
      request_id: requestId,
      via,
      metric: event.metric,
      unique_id: uniqueId,
      time: toSecond(time),
      value: event.value,
      value_currency: event.value_currency,
      backfill: event.backfill ?? false,
      properties: event.properties,
      profile_id: profile.id,
      email: profile.email,
    };
    this.#events.push(recorded);
    if (profile.last_event_date === null || profile.last_event_date < recorded.time) {
      profile.last_event_date = recorded.time;
    }
    this.#trim();
    return recorded;
  }

  /** Forgets all events of a profile. */
  removeOf(profileId: string): void {
    this.#events = this.#events.filter((event) => {
      if (event.profile_id !== profileId) return true;
      this.#keys.delete(toKey(profileId, event.metric, event.unique_id));
      return false;
    });
  }

  clear(): void {
    this.#events = [];
    this.#keys.clear();
  }

  // A tenth is dropped at once, so that a full book does not move its whole array for every event.
  #trim(): void {
    if (this.#events.length <= this.#max) return;
    const dropped = this.#events.splice(0, Math.ceil(this.#max / 10));
    for (const event of dropped) this.#keys.delete(toKey(event.profile_id, event.metric, event.unique_id));
  }
}

function toSecond(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');
}

function toKey(profileId: string, metric: string, uniqueId: string): string {
  return `${profileId}\n${metric}\n${uniqueId}`;
}
