/** One event as Klaviyo's events endpoints take it; the planner adds the profile. Nothing in it is `null` or `""`. */
export interface KlaviyoEvent {
  metric: string;
  /** Klaviyo drops a second event of the same profile, metric and unique_id. */
  unique_id: string;
  /** ISO 8601, UTC: when the shopper acted. */
  time: string;
  /** In units of `value_currency`; what Klaviyo counts as revenue. */
  value?: number;
  /** ISO 4217, upper case; only beside a value. */
  value_currency?: string;
  properties: Record<string, unknown>;
}
