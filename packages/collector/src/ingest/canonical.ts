import type { CheckedBatch, CheckedEvent } from '@scout/wire/schema';
import type { EventSource, ScoutEvent } from '../store/event.ts';
import { cleanProperties } from './clean-properties.ts';
import { canonicalName } from './event-names.ts';
import { readEventTime } from './event-time.ts';
import type { Findings } from './findings.ts';
import { mergeIdentity } from './merge-identity.ts';
import { readContext } from './read-context.ts';
import { readShopFacts } from './shop-facts.ts';

const MOST_REFUSALS_TOLD = 3;

/** One checked event with what its batch says of all its events. */
export interface CanonicalInput {
  event: CheckedEvent;
  batch: Partial<Pick<CheckedBatch, 'identity' | 'context' | 'sent_at'>>;
  /** ISO 4217, for events that carry no currency. */
  site: { currency?: string };
  source: EventSource;
  receivedAt: Date;
}

/** The event in Scout's one form, with notes on what was corrected or left out; or the reasons it cannot be taken. */
export type Canonical = { ok: true; event: ScoutEvent; notes: string[] } | { ok: false; reason: string };

/**
 * Brings one event, in whatever spelling it came, to its canonical form. Never throws and never guesses: a number,
 * currency, time or shape that cannot be read is a refusal that names the field and what was expected.
 */
export function toScoutEvent({ event, batch, site, source, receivedAt }: CanonicalInput): Canonical {
  const findings: Findings = { refusals: [], notes: [] };
  const name = canonicalName(event.name);
  const properties = cleanProperties(event.properties ?? {}, findings);
  const time = readEventTime({ time: event.time, sentAt: batch.sent_at, receivedAt }, findings);
  const facts = readShopFacts({ name, properties, siteCurrency: site.currency }, findings);
  const identity = mergeIdentity({ batch: batch.identity, event: event.identity }, findings);
  if (findings.refusals.length > 0) {
    return { ok: false, reason: findings.refusals.slice(0, MOST_REFUSALS_TOLD).join('; ') };
  }
  return {
    ok: true,
    event: {
      id: event.id,
      name,
      time,
      source,
      test: source === 'dashboard',
      identity,
      context: { ...readContext(batch.context), ...readContext(event.context) },
      ...facts,
    },
    notes: findings.notes,
  };
}
