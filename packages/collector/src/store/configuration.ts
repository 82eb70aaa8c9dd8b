/** All instants are milliseconds since 1970, UTC. */

/** A shop whose tag or backend may send events. */
export interface Site {
  id: string;
  name: string;
  /** `pk_…`: stands in the page, names the site and nothing more. */
  public_key: string;
  /** SHA-256 of the `sk_…` key, hex; null when none was made. */
  server_key_hash: string | null;
  /** Origins a browser may send from; empty means any. */
  origins: string[];
  /** ISO 4217, for events that carry none. */
  currency: string | null;
  /** ISO 3166 alpha-2, to read national phone numbers. */
  country: string | null;
  created_at: number;
}

export type DestinationStatus = 'ACTIVE' | 'PAUSED' | 'ERROR';

/** What the owner may set on a destination; see each field for its default. */
export interface DestinationSettings {
  /** Requests started in any sliding second, at most. Default: the environment's, else 5. */
  requests_per_second?: number;
  /** Days an event waits for an email address before it is skipped. Default 7. */
  hold_days?: number;
  /** Released events older than this many hours are recorded without starting flows. Default: off. */
  backfill_after_hours?: number;
  /** Use Klaviyo's `_kx` from its own links when there is no email. Default false. */
  use_kx?: boolean;
  /** Send the shop's own customer id as `external_id`. Default false: mixing keys makes twins. */
  use_external_id?: boolean;
  /** Hold what automated browsers send until the owner decides. Default false: shops test with them. */
  hold_bots?: boolean;
}

export interface Account {
  id: string;
  name: string;
  currency: string | null;
  timezone: string | null;
  test: boolean;
}

/** Where events are forwarded to. */
export interface DestinationRecord {
  id: string;
  /** Only this site's events; null means every site's. */
  site_id: string | null;
  type: 'klaviyo';
  /** The private key, sealed with APP_SECRET. */
  sealed_key: string;
  /** The key's last four characters. */
  key_hint: string;
  account: Account | null;
  /** Scopes that the key was found to lack. */
  missing_scopes: string[];
  settings: DestinationSettings;
  status: DestinationStatus;
  /** Plain words while status is ERROR. */
  error: string | null;
  status_since: number;
  last_success_at: number | null;
  created_at: number;
}

/** When a rule applies; every condition that is present must hold. */
export interface RuleConditions {
  min_value?: number;
  max_value?: number;
  currency?: string[];
  /** The page's path starts with one of these. */
  page_path?: string[];
  visitor?: 'new' | 'returning';
  /** Require this consent state; absent consent counts as granted. */
  consent?: 'granted';
  /** Require who vouches for the event. */
  source?: 'browser' | 'server';
}

/** Which event becomes which metric at a destination. */
export interface Rule {
  id: string;
  destination_id: string;
  /** Canonical event name. */
  event: string;
  /** Klaviyo metric; null sends no event (an Identify only updates the profile). */
  metric: string | null;
  enabled: boolean;
  /** Why Scout itself switched it off, for people; null otherwise. */
  disabled_reason: string | null;
  conditions: RuleConditions;
  created_at: number;
}

/** What intake needs at hand for each batch. */
export interface Configuration {
  sites: Site[];
  destinations: DestinationRecord[];
  rules: Rule[];
}
