import type { ScoutEvent } from '../event.ts';
import type { Reason } from '../states.ts';
import type { NewDelivery, NewEvent, Visitor } from '../store.ts';
import type { DestinationRecord, Rule, Site } from '../configuration.ts';

/** Noon of a November day; tests count from here. */
export const NOON = Date.UTC(2026, 10, 23, 12);

export function sampleSite(changes: Partial<Site> = {}): Site {
  return {
    id: 'shop',
    name: 'Shop',
    public_key: `pk_${changes.id ?? 'shop'}`,
    server_key_hash: null,
    origins: ['https://shop.example'],
    currency: 'EUR',
    country: 'DE',
    created_at: NOON,
    ...changes,
  };
}

export function sampleDestination(changes: Partial<DestinationRecord> = {}): DestinationRecord {
  return {
    id: 'klaviyo',
    site_id: null,
    type: 'klaviyo',
    sealed_key: 'v1.sealed',
    key_hint: '…cdef',
    account: { id: 'AbC123', name: 'Shop', currency: 'EUR', timezone: 'Europe/Berlin', test: false },
    missing_scopes: ['metrics:read'],
    settings: { requests_per_second: 5, use_kx: true },
    status: 'ACTIVE',
    error: null,
    status_since: NOON,
    last_success_at: null,
    created_at: NOON,
    ...changes,
  };
}

export function sampleRule(changes: Partial<Rule> = {}): Rule {
  return {
    id: 'rule',
    destination_id: 'klaviyo',
    event: 'Purchase',
    metric: 'Placed Order',
    enabled: true,
    disabled_reason: null,
    conditions: { min_value: 1, currency: ['EUR'] },
    created_at: NOON,
    ...changes,
  };
}

export function sampleEvent(id: string, changes: Partial<ScoutEvent> = {}): ScoutEvent {
  return {
    id,
    name: 'AddToCart',
    time: new Date(NOON).toISOString(),
    source: 'browser',
    test: false,
    identity: {},
    context: {},
    items: [],
    properties: {},
    ...changes,
  };
}

export function sampleDelivery(changes: Partial<NewDelivery> = {}): NewDelivery {
  return {
    destination_id: 'klaviyo',
    metric: 'Added to Cart',
    status: 'queued',
    reason: null,
    priority: 2,
    ...changes,
  };
}

/** An event of a known person, with one delivery that may go out. */
export function queued(id: string, changes: Partial<NewDelivery> = {}): NewEvent {
  return {
    event: sampleEvent(id, { identity: { email: 'jo@example.com' } }),
    email: 'jo@example.com',
    deliveries: [sampleDelivery(changes)],
  };
}

/** An event of a visitor nobody knows yet. */
export function held(id: string, options: { visitorId?: string; reason?: Reason } = {}): NewEvent {
  return {
    event: sampleEvent(id, { context: { visitor_id: options.visitorId ?? 'visitor' } }),
    email: null,
    deliveries: [sampleDelivery({ status: 'held', reason: options.reason ?? 'no_email' })],
  };
}

export function skipped(id: string, reason: Reason = 'no_rule'): NewEvent {
  return { ...queued(id), deliveries: [sampleDelivery({ status: 'skipped', reason, metric: null })] };
}

export function sampleVisitor(changes: Partial<Visitor> = {}): Visitor {
  return {
    site_id: 'shop',
    id: 'visitor',
    identity: { email: 'jo@example.com' },
    consent: null,
    session: null,
    updated_at: NOON,
    ...changes,
  };
}
