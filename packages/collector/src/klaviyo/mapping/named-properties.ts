/** An event's properties in Klaviyo's words for a metric, and those of the shop's own that the words do not cover. */
export interface NamedProperties {
  named: Record<string, unknown>;
  others: Record<string, unknown>;
}
