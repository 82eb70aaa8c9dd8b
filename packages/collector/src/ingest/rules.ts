import type { ScoutEvent } from '../store/event.ts';
import type { NewDelivery } from '../store/store.ts';
import type { Configuration, DestinationRecord, Rule, RuleConditions } from '../store/configuration.ts';

/** What leaves first when requests are scarce: money before interest. Lower is sooner; others come last. */
const PRIORITY: Readonly<Record<string, number>> = {
  Purchase: 0,
  Refund: 0,
  Cancel: 0,
  InitiateCheckout: 1,
  AddToCart: 2,
  ViewContent: 3,
};
const LAST_PRIORITY = 4;

/**
 * What becomes of an event at each destination of its site, by the rules as they stand now: one delivery per
 * matching rule, or one skipped delivery that says why there is none. `email` is the address known for it.
 */
export function route(
  event: ScoutEvent,
  { siteId, email, configuration }: { siteId: string; email: string | null; configuration: Configuration },
): NewDelivery[] {
  return configuration.destinations
    .filter((destination) => destination.site_id === null || destination.site_id === siteId)
    .flatMap((destination) => routeTo(destination, { event, email, rules: configuration.rules }));
}

function routeTo(
  destination: DestinationRecord,
  { event, email, rules }: { event: ScoutEvent; email: string | null; rules: readonly Rule[] },
): NewDelivery[] {
  const own = rules.filter((rule) => rule.destination_id === destination.id && rule.event === event.name);
  const enabled = own.filter((rule) => rule.enabled);
  const matching = enabled.filter((rule) => matches(event, rule.conditions));
  const base = { destination_id: destination.id, priority: PRIORITY[event.name] ?? LAST_PRIORITY };
  if (matching.length === 0) {
    const reason = own.length === 0 ? 'no_rule' : enabled.length === 0 ? 'rule_disabled' : 'conditions_not_met';
    return [{ ...base, metric: null, status: 'skipped', reason }];
  }
  const metrics = new Set(matching.map((rule) => rule.metric));
  return [...metrics].map((metric) => ({ ...base, metric, ...firstState(destination, { event, email }) }));
}

/** Where a matching delivery starts. */
export function firstState(
  destination: DestinationRecord,
  { event, email }: { event: ScoutEvent; email: string | null },
): Pick<NewDelivery, 'status' | 'reason'> {
  const { consent, _kx } = event.context;
  if (consent === 'denied') return { status: 'skipped', reason: 'no_consent' };
  if (consent === 'pending') return { status: 'held', reason: 'consent_pending' };
  const identified = email !== null || (destination.settings.use_kx === true && _kx !== undefined);
  if (!identified) return { status: 'held', reason: 'no_email' };
  if (destination.status === 'ERROR') return { status: 'held', reason: 'destination_error' };
  if (destination.status === 'PAUSED') return { status: 'held', reason: 'destination_paused' };
  return { status: 'queued', reason: null };
}

/** Whether every condition that is present holds; a condition on a fact that the event lacks does not. */
export function matches(event: ScoutEvent, conditions: RuleConditions): boolean {
  const { min_value, max_value, currency, page_path, visitor, consent, source } = conditions;
  if (min_value !== undefined && !(event.value !== undefined && event.value >= min_value)) return false;
  if (max_value !== undefined && !(event.value !== undefined && event.value <= max_value)) return false;
  if (currency && !(event.currency !== undefined && currency.includes(event.currency))) return false;
  if (page_path) {
    const path = pathOf(event.context.page_url);
    if (path === undefined || !page_path.some((prefix) => path.startsWith(prefix))) return false;
  }
  if (visitor !== undefined && event.context.is_new_visitor !== (visitor === 'new')) return false;
  if (consent === 'granted' && (event.context.consent ?? 'granted') !== 'granted') return false;
  if (source !== undefined && event.source !== source) return false;
  return true;
}

function pathOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : (URL.parse(url)?.pathname ?? undefined);
}
