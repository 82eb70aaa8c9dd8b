/** What the admin API answers with, as far as the dashboard reads it; `/api/openapi.json` describes the rest. */

export const STATUSES = ['delivered', 'queued', 'retrying', 'held', 'skipped', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

export interface Site {
  id: string;
  name: string;
  public_key: string;
  origins: string[];
  currency: string | null;
  country: string | null;
  has_server_key: boolean;
  created_at: string;
  /** Only in the answer that made or rotated it. */
  server_key?: string;
}

export interface Destination {
  id: string;
  site_id: string | null;
  status: 'ACTIVE' | 'PAUSED' | 'ERROR';
  error: string | null;
  status_since: string;
  last_success_at: string | null;
  created_at: string;
  account: { id: string; name: string; currency: string | null; timezone: string | null; test: boolean } | null;
  missing_scopes: string[];
  key_hint: string;
  requests_per_second?: number;
  hold_days?: number;
  backfill_after_hours?: number;
  use_kx?: boolean;
  use_external_id?: boolean;
  hold_bots?: boolean;
  /** Only in the answer that connected it. */
  already_sent?: { metric: string; by: string }[];
}

/** Where a shop's own orders come in, signed by the shop. */
export interface OrderWebhook {
  shop: 'shopify' | 'woocommerce';
  path: string;
  has_secret: boolean;
}

/** What became of asking a destination's account to delete a person. */
export interface Erasure {
  destination_id: string;
  accepted: boolean;
  error: string | null;
}

export interface Conditions {
  min_value?: number;
  max_value?: number;
  currency?: string[];
  page_path?: string[];
  visitor?: 'new' | 'returning';
  consent?: 'granted';
  source?: 'browser' | 'server';
}

export interface Rule {
  id: string;
  destination_id: string;
  event: string;
  metric: string | null;
  enabled: boolean;
  disabled_reason: string | null;
  conditions: Conditions;
  created_at: string;
}

export interface Delivery {
  id: string;
  destination_id: string;
  metric: string | null;
  status: Status;
  reason: string | null;
  reason_text: string | null;
  note: string | null;
  attempts: number;
  next_at: string | null;
  created_at: string;
  updated_at: string;
}

export interface LogEvent {
  id: string;
  name: string;
  time: string;
  received_at: string;
  email: string | null;
  site_id: string;
  source: 'browser' | 'server' | 'dashboard';
  test: boolean;
  order_id: string | null;
  value: number | null;
  currency: string | null;
  deliveries: Delivery[];
}

export interface Attempt {
  id: string;
  delivery_id: string;
  started_at: string;
  finished_at: string | null;
  method: string;
  path: string;
  request: string;
  delivery_count: number;
  status: number | null;
  answer: string | null;
  latency_ms: number | null;
}

export interface StoredEvent {
  context?: { page_url?: string; page_title?: string; visitor_id?: string; session_count?: number };
  notes?: string[];
  [field: string]: unknown;
}

export interface LogEntry extends LogEvent {
  event: StoredEvent;
  payloads: { delivery_id: string; destination_id: string; payloads: unknown[] }[];
  attempts: Attempt[];
}

export interface LogPage {
  events: LogEvent[];
  next_cursor: string | null;
}

export type HourCounts = { hour: string; received: number } & Record<Status, number>;

export interface Stats {
  hours: number;
  received: number;
  identified_share: number | null;
  by_status: Record<Status, number>;
  by_hour: HourCounts[];
  by_reason: { status: Status; reason: string; reason_text: string | null; count: number }[];
  latency_ms: { p50: number; p95: number } | null;
  orders: { received: number; delivered: number };
  queue_depth: number;
  held: number;
  oldest_waiting_at: string | null;
  oldest_waiting_s: number | null;
}

export interface TagStatus {
  heard: { site_id: string; origin: string; last_at: string; events: number }[];
  /** Origins that wanted to send and may not; newest first within a site. */
  refused: { site_id: string; origin: string; last_at: string }[];
  event_at: string | null;
  identified_at: string | null;
  test_delivered_at: string | null;
}

export interface RouteCount {
  event: string;
  destination_id: string;
  metric: string | null;
  status: Status;
  count: number;
}

export interface RequestRate {
  destination_id: string;
  last_minute: number;
  most_in_a_second: number;
}

export interface DryRun {
  looked_at: number;
  matching: number;
  events: {
    id: string;
    received_at: string;
    value: number | null;
    currency: string | null;
    page_url: string | null;
    identified: boolean;
    matches: boolean;
  }[];
}

export interface Settings {
  retention_days: number;
  default_retention_days: number;
  password_from_environment: boolean;
  sessions: { id: string; current: boolean; created_at: string; expires_at: string }[];
}

export interface Alerts {
  url_hint: string;
  key_refused: boolean;
  silence_hours: number | null;
  failure_share: number | null;
  queue_minutes: number | null;
}
