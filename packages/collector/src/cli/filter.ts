/** The options that choose events, the same for every command that takes some of the log. */
export const FILTER_OPTIONS = {
  status: { type: 'string' },
  reason: { type: 'string' },
  name: { type: 'string' },
  email: { type: 'string' },
  site: { type: 'string' },
  destination: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  search: { type: 'string' },
} as const;

export const FILTER_USAGE = `  --status STATUS       queued, retrying, held, delivered, skipped or failed
  --reason REASON       such as no_email or invalid_payload
  --name NAME           the event's name, such as Purchase
  --email ADDRESS       whose event it is
  --site ID             of this site
  --destination ID      for this destination
  --from, --until TIME  received in this span, ISO 8601 with a time zone
  --search TEXT         an event id, an order id, or a part of an address`;

type FilterName = keyof typeof FILTER_OPTIONS;

/** How the admin API calls them, where that differs. */
const API_NAMES: Partial<Record<FilterName, string>> = { site: 'site_id', destination: 'destination_id', search: 'q' };

/** The filter as the admin API takes it, without what was left open. */
export function toApiFilter(values: { [K in FilterName]?: string | undefined }): Record<string, string> {
  const names = Object.keys(FILTER_OPTIONS) as FilterName[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[API_NAMES[name] ?? name, value]];
    }),
  );
}
