import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { KeyCheck } from '../delivery/destination.ts';
import type { Limiter } from '../delivery/limiter.ts';
import type { Account } from '../store/configuration.ts';
import { readAnswer, type Reading } from './answer.ts';
import type { KlaviyoClient } from './client.ts';

/** Pages of metrics read at most; an account with more than 200 metrics a page is rare. */
const MOST_METRIC_PAGES = 3;

/** A throttled question is asked again, so often and after waits no longer than this: somebody is watching. */
const MOST_TRIES = 3;
const LONGEST_WAIT_MS = 3_000;

const accountsSchema = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        attributes: z.object({
          contact_information: z.object({ organization_name: z.string().optional().catch(undefined) }).optional(),
          preferred_currency: z.string().nullish(),
          timezone: z.string().nullish(),
          test_account: z.boolean().nullish(),
        }),
      }),
    )
    .min(1),
});

const metricsSchema = z.object({
  data: z.array(
    z.object({
      attributes: z.object({
        name: z.string(),
        integration: z
          .object({ name: z.string().optional(), category: z.string().optional().catch(undefined) })
          .nullish()
          .catch(undefined),
      }),
    }),
  ),
  links: z.object({ next: z.string().nullish() }).optional().catch(undefined),
});

export interface KeyCheckDeps {
  client: KlaviyoClient;
  limiter: Limiter;
  clock: Clock;
}

/**
 * Finds out what a private key is good for. 401 anywhere: a wrong key. 403 in JSON: the key lives, but lacks that
 * scope, which only switches off what needs it. Reads only; whether events may be written shows at the first one.
 */
export async function checkKey({ client, limiter, clock }: KeyCheckDeps): Promise<KeyCheck> {
  const get = async (endpoint: string, path: string): Promise<Reading> => {
    for (let tries = 1; ; tries++) {
      const answer = await limiter.run((slot) => slot.send(endpoint, () => client({ method: 'GET', path })));
      const now = clock.now();
      const reading = readAnswer(answer, { expected: [200], now });
      if (reading.kind !== 'throttled' || tries === MOST_TRIES || reading.until - now > LONGEST_WAIT_MS) return reading;
      await new Promise<void>((resolve) => {
        clock.after(reading.until - now, resolve);
      });
    }
  };
  const accounts = await get('accounts', '/api/accounts');
  const account = accounts.kind === 'ok' ? toAccount(accounts.body) : null;
  if (accounts.kind === 'refused' && isWrongKey(accounts.sentence)) return refused(accounts.sentence);
  // Whatever else answers at this address, it is not Klaviyo, or not well.
  if (accounts.kind !== 'refused' && account === null) return unavailable();

  const missingScopes: string[] = [];
  if (accounts.kind === 'refused') missingScopes.push('accounts:read');
  const profiles = await get('profiles', '/api/profiles?page[size]=1');
  const events = await get('events', '/api/events?page[size]=1');
  for (const [reading, scope] of [
    [profiles, 'profiles'],
    [events, 'events'],
  ] as const) {
    if (reading.kind !== 'refused') continue;
    if (isWrongKey(reading.sentence)) return refused(reading.sentence);
    missingScopes.push(scope);
  }
  if (missingScopes.includes('events')) {
    return refused('The key works but has no access to events. Make one with full access to profiles and events.');
  }
  const metrics = await readMetrics(get);
  if (metrics === 'missing') missingScopes.push('metrics:read');
  return {
    ok: true,
    account,
    missingScopes,
    alreadySent: metrics === 'missing' ? [] : metrics,
  };
}

async function readMetrics(
  get: (endpoint: string, path: string) => Promise<Reading>,
): Promise<{ metric: string; by: string }[] | 'missing'> {
  const found: { metric: string; by: string }[] = [];
  let path: string | undefined = '/api/metrics';
  for (let page = 0; page < MOST_METRIC_PAGES && path !== undefined; page++) {
    const reading = await get('metrics', path);
    if (reading.kind === 'refused') return 'missing';
    const parsed = reading.kind === 'ok' ? metricsSchema.safeParse(reading.body) : undefined;
    if (!parsed?.success) break;
    for (const { attributes } of parsed.data.data) {
      const by = attributes.integration?.name;
      if (by !== undefined && isPlatform(attributes.integration?.category, by)) {
        found.push({ metric: attributes.name, by });
      }
    }
    const next: URL | null = URL.parse(parsed.data.links?.next ?? '');
    path = next ? `${next.pathname}${next.search}` : undefined;
  }
  return found;
}

/** What comes by API is ours or another sender's like us; a shop platform's own integration is neither. */
function isPlatform(category: string | undefined, name: string): boolean {
  return !/^(api|klaviyo|scout)$/i.test(name) && !/^(api|internal|klaviyo)$/i.test(category ?? '');
}

function toAccount(body: unknown): Account | null {
  const account = accountsSchema.safeParse(body).data?.data[0];
  if (!account) return null;
  const { contact_information, preferred_currency, timezone, test_account } = account.attributes;
  return {
    id: account.id,
    name: contact_information?.organization_name ?? account.id,
    currency: preferred_currency ?? null,
    timezone: timezone ?? null,
    test: test_account ?? false,
  };
}

function isWrongKey(sentence: string): boolean {
  return sentence.includes('(401)');
}

function refused(sentence: string): KeyCheck {
  return { ok: false, cause: 'refused', sentence };
}

function unavailable(): KeyCheck {
  return {
    ok: false,
    cause: 'unavailable',
    sentence:
      'Klaviyo did not answer properly, so the key could not be checked. Nothing was saved; try again in a minute.',
  };
}
