import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { DefaultRule, DestinationKind, KeyCheck } from '../delivery/destination.ts';
import { Limiter, type EndpointLimit } from '../delivery/limiter.ts';
import type { DestinationRecord } from '../store/configuration.ts';
import type { Lease } from '../store/store.ts';
import { createKlaviyoClient } from './client.ts';
import { erasePerson } from './erase-person.ts';
import { checkKey, type KeyCheckDeps } from './key-check.ts';
import { KlaviyoDestination } from './klaviyo-destination.ts';
import { DEFAULT_RULES, defaultMetric } from './mapping/default-rules.ts';
import { toKlaviyoEvents } from './mapping/events.ts';
import { toProfileAttributes } from './mapping/profile.ts';

/** Klaviyo's own windows per account and endpoint, from its API reference, revision 2026-07-15. */
const ENDPOINTS: Record<string, EndpointLimit> = {
  events: { perSecond: 350, perMinute: 3_500 },
  'event-bulk-create-jobs': { perSecond: 10, perMinute: 150 },
  'profile-import': { perSecond: 75, perMinute: 700 },
  profiles: { perSecond: 75, perMinute: 700 },
  accounts: { perSecond: 1, perMinute: 15 },
  metrics: { perSecond: 10, perMinute: 150 },
  'data-privacy-deletion-jobs': { perSecond: 3, perMinute: 60 },
};

export interface KlaviyoKindOptions {
  baseUrl: string;
  /** For destinations that set no rate of their own. */
  requestsPerSecond: number;
  /** Opens a destination's sealed key. */
  openKey: (sealed: string) => string;
  /** Resolves to the right to send with the key of this name. Default: nobody else sends with it. */
  askKey?: (key: string) => Promise<Lease>;
  clock: Clock;
  /** How long Klaviyo may take to answer, in ms. */
  timeoutMs: number;
  random?: () => number;
}

/** Klaviyo as a kind of destination. All that is sent with one key shares one limiter. */
export function createKlaviyoKind(options: KlaviyoKindOptions): DestinationKind {
  const { baseUrl, openKey, askKey, clock, timeoutMs, random } = options;
  const limiters = new Map<string, Limiter>();

  const limiterFor = (privateKey: string): Limiter => {
    const id = nameKey(privateKey);
    const limiter =
      limiters.get(id) ?? new Limiter({ requestsPerSecond: options.requestsPerSecond, endpoints: ENDPOINTS, clock });
    limiters.set(id, limiter);
    return limiter;
  };
  const clientFor = (privateKey: string) => createKlaviyoClient({ baseUrl, privateKey, timeoutMs });
  /** Requests beside those of the lanes count against the key's limit as well, wherever its lanes are. */
  const aside = async <T>(privateKey: string, work: (deps: KeyCheckDeps) => Promise<T>): Promise<T> => {
    const limiter = limiterFor(privateKey);
    const lease = await askKey?.(nameKey(privateKey));
    try {
      if (lease && lease.quietMs > 0) limiter.pauseUntil(clock.now() + lease.quietMs);
      return await work({ client: clientFor(privateKey), limiter, clock });
    } finally {
      await lease?.release();
    }
  };

  return {
    check: (privateKey) => aside(privateKey, checkKey),
    erase: (privateKey, email) => aside(privateKey, (deps) => erasePerson(deps, email)),
    keyOf: (record) => nameKey(openKey(record.sealed_key)),
    connect: (record: DestinationRecord) => {
      const privateKey = openKey(record.sealed_key);
      const limiter = limiterFor(privateKey);
      limiter.requestsPerSecond = record.settings.requests_per_second ?? options.requestsPerSecond;
      return {
        destination: new KlaviyoDestination({
          client: clientFor(privateKey),
          settings: record.settings,
          clock,
          ...(random ? { random } : {}),
        }),
        limiter,
      };
    },
    defaultRules,
    defaultMetric: (event) => (event === 'Identify' ? null : (defaultMetric(event) ?? event)),
    preview: (event, metric) => [
      { profile: toProfileAttributes(event, { externalId: false }).attributes },
      ...(metric === null ? [] : toKlaviyoEvents(event, metric)),
    ],
  };
}

function nameKey(privateKey: string): string {
  return createHash('sha256').update(privateKey).digest('base64url');
}

/** A metric that a shop platform already sends starts switched off: Klaviyo would count each order twice. */
function defaultRules(check: KeyCheck | null): DefaultRule[] {
  const alreadySent = check?.ok ? check.alreadySent : [];
  const rules = DEFAULT_RULES.map(({ event, metric, enabled }): DefaultRule => {
    const other = alreadySent.find((sent) => sent.metric === metric);
    if (!other || !enabled) return { event, metric, enabled, disabledReason: null };
    const disabledReason = `${other.by} already sends "${metric}" to this account. Both together would count twice.`;
    return { event, metric, enabled: false, disabledReason };
  });
  return [{ event: 'Identify', metric: null, enabled: true, disabledReason: null }, ...rules];
}
