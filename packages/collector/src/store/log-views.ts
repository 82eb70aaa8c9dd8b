import type { ScoutEvent } from './event.ts';
import type { DeliveryStatus, Reason } from './states.ts';
import type { Visitor } from './store.ts';

export interface DeliveryView {
  id: number;
  destination_id: string;
  metric: string | null;
  status: DeliveryStatus;
  reason: Reason | null;
  note: string | null;
  attempts: number;
  next_at: number;
  created_at: number;
  updated_at: number;
}

export interface EventView {
  seq: number;
  event: ScoutEvent;
  site_id: string;
  email: string | null;
  received_at: number;
  deliveries: DeliveryView[];
}

export interface AttemptView {
  id: number;
  delivery_id: number;
  started_at: number;
  finished_at: number | null;
  method: string;
  path: string;
  request: string;
  /** How many deliveries the request carried. */
  delivery_count: number;
  status: number | null;
  answer: string | null;
  latency_ms: number | null;
}

export interface LogFilter {
  status?: DeliveryStatus;
  reason?: string;
  name?: string;
  email?: string;
  site_id?: string;
  destination_id?: string;
  test?: boolean;
  /** Received at or after, and before. */
  from?: number;
  until?: number;
  /** Free text: an event id, an order id, an email or a part of one. */
  q?: string;
}

export interface LogPage {
  events: EventView[];
  /** Pass as `before` for the next page; null at the end. */
  next: number | null;
}

export interface StatusCount {
  hour: number;
  status: DeliveryStatus;
  count: number;
}

export interface Stats {
  received: number;
  identified: number;
  by_status_and_hour: StatusCount[];
  by_reason: { status: DeliveryStatus; reason: Reason; count: number }[];
  received_by_hour: { hour: number; count: number }[];
  /** From storing to Klaviyo's answer, for deliveries that were neither held nor put back; null without any. */
  latency_ms: { p50: number; p95: number } | null;
  orders: { received: number; delivered: number };
  queue: { depth: number; held: number; oldest_at: number | null };
}

/** An origin whose pages sent events. */
export interface Heard {
  site_id: string;
  origin: string;
  last_at: number;
  /** Of those looked at, which are the newest thousand of all sites. */
  events: number;
}

/** When each first step of a new owner was reached; null when it was not, or what showed it was removed since. */
export interface Milestones {
  event_at: number | null;
  identified_at: number | null;
  test_delivered_at: number | null;
}

export interface RouteCount {
  event: string;
  destination_id: string;
  metric: string | null;
  status: DeliveryStatus;
  count: number;
}

export interface RequestRate {
  destination_id: string;
  last_minute: number;
  most_in_a_second: number;
}

/** All that is kept about one email address. */
export interface Person {
  visitors: Visitor[];
  events: EventView[];
}
