import { z } from 'zod';
import type { Answer, Verdict } from '../delivery/destination.ts';

/** Klaviyo's error objects; `source` and `meta` can be missing. */
const errorsSchema = z.object({
  errors: z
    .array(
      z.object({
        code: z.string().catch('unknown'),
        title: z.string().catch(''),
        detail: z.string().catch(''),
        source: z
          .object({ pointer: z.string().optional().catch(undefined) })
          .optional()
          .catch(undefined),
        meta: z
          .object({ duplicate_profile_id: z.string().optional().catch(undefined) })
          .optional()
          .catch(undefined),
      }),
    )
    .min(1),
});

export type KlaviyoError = z.infer<typeof errorsSchema>['errors'][number];

/** Without a usable Retry-After, a throttled destination rests this long. */
const DEFAULT_PAUSE_MS = 1_000;
/** No announced pause is believed beyond this: a broken header must not stop deliveries for days. */
const LONGEST_PAUSE_MS = 10 * 60_000;

/** What an answer amounts to, before it is known what was asked. */
export type Reading =
  | { kind: 'ok'; body: unknown }
  | { kind: 'throttled'; until: number }
  | { kind: 'unavailable' }
  | { kind: 'refused'; sentence: string }
  | { kind: 'conflict'; errors: KlaviyoError[] }
  | { kind: 'invalid'; status: number; errors: KlaviyoError[]; words: string };

/**
 * Reads an answer of Klaviyo's; `expected` are the statuses that mean it was taken. Anything that Klaviyo
 * itself would not say (a challenge page of its CDN, a redirect, a success without sense) is `unavailable`.
 */
export function readAnswer(answer: Answer, { expected, now }: { expected: readonly number[]; now: number }): Reading {
  if (answer.kind === 'none') return { kind: 'unavailable' };
  const { status } = answer;
  const body = parse(answer.body);
  const errors = errorsSchema.safeParse(body).data?.errors ?? [];
  if (expected.includes(status)) return { kind: 'ok', body };
  if (status === 429) return { kind: 'throttled', until: now + retryAfterMs(answer.headers, errors, now) };
  if (status === 401) return { kind: 'refused', sentence: refusal(status, errors) };
  if (status === 403) {
    return errors.length > 0 ? { kind: 'refused', sentence: refusal(status, errors) } : { kind: 'unavailable' };
  }
  if (status === 409) return { kind: 'conflict', errors };
  if (status < 400 || status >= 500 || status === 408 || status === 425) return { kind: 'unavailable' };
  return { kind: 'invalid', status, errors, words: wordsOf(status, errors) };
}

/** The part of a verdict that concerns the destination as a whole. */
export function destinationState(reading: Reading): Verdict['destination'] {
  switch (reading.kind) {
    case 'throttled':
      return { state: 'throttled', until: reading.until };
    case 'unavailable':
      return { state: 'unavailable' };
    case 'refused':
      return { state: 'refused', sentence: reading.sentence };
    default:
      return { state: 'working' };
  }
}

/** When the endpoint's minute window is used up, the moment it opens again. */
export function closedUntil(answer: Answer, now: number): number | undefined {
  if (answer.kind === 'none' || answer.headers.get('ratelimit-remaining') !== '0') return undefined;
  const resetS = Number(answer.headers.get('ratelimit-reset') ?? Number.NaN);
  return resetS > 0 && resetS <= 60 ? now + resetS * 1_000 : undefined;
}

function retryAfterMs(headers: Headers, errors: readonly KlaviyoError[], now: number): number {
  const header = headers.get('retry-after');
  const seconds = Number(header ?? /(\d+)\s*seconds?/.exec(errors[0]?.detail ?? '')?.[1] ?? Number.NaN);
  const ms = Number.isNaN(seconds) && header !== null ? Date.parse(header) - now : seconds * 1_000;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS) : DEFAULT_PAUSE_MS;
}

function refusal(status: number, errors: readonly KlaviyoError[]): string {
  const said = errors[0]?.detail || errors[0]?.title;
  const why = said ? ` Klaviyo says: ${said}` : '';
  return status === 401
    ? `Klaviyo refused the private key (401).${why} Paste a new key.`
    : `The private key lacks a permission (403).${why} Make a key with full access to profiles and events, and paste it.`;
}

function wordsOf(status: number, errors: readonly KlaviyoError[]): string {
  const said = errors
    .slice(0, 3)
    .map((error) => error.detail || error.title || error.code)
    .join(' ');
  return said === '' ? `Klaviyo answered ${status} without saying why.` : `Klaviyo answered ${status}: ${said}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
