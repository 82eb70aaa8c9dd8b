import { refuse, refuseDuplicate } from '../answer.ts';
import type { Answer } from '../answer.ts';
import { isObject } from '../check/problem.ts';
import type { FaultHit } from './fault-list.ts';

const WORDS: Record<number, [code: string, title: string]> = {
  400: ['invalid', 'Invalid input.'],
  401: ['not_authenticated', 'Authentication credentials were not provided.'],
  403: ['permission_denied', 'You do not have permission to perform this action.'],
  404: ['not_found', 'Not found.'],
  409: ['duplicate_profile', 'Conflict.'],
  429: ['throttled', 'Request was throttled.'],
  500: ['error', 'A server error occurred.'],
  503: ['service_unavailable', 'Service temporarily unavailable.'],
};

// What Klaviyo's CDN answers to a client that it wants to challenge; public reports show it on 403.
const CHALLENGE =
  '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>';

/** The answer that a fault gives instead of processing; undefined when the request is to be processed. */
export function toFaultAnswer(
  { fault, pointer }: FaultHit,
  duplicateProfileId: string | undefined,
): Answer | undefined {
  const status = fault.status ?? (pointer && !fault.action ? 400 : undefined);
  if (status === undefined) return undefined;
  const retryAfter = fault.retry_after ?? (status === 429 ? 1 : undefined);
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  if (status === 409 && duplicateProfileId) return { ...refuseDuplicate(duplicateProfileId), headers };
  const [code, title] = WORDS[status] ?? ['error', `Status ${status}.`];
  const detail =
    status === 429
      ? `Request was throttled. Expected available in ${retryAfter} second${retryAfter === 1 ? '' : 's'}.`
      : 'A fault was asked for.';
  return { ...refuse({ status, code, title, detail, ...(pointer ? { source: { pointer } } : {}) }), headers };
}

/** What goes over the wire. */
export interface Payload {
  text: string;
  contentType: string;
  headers: Record<string, string>;
}

/** Spoils the body of an answer as the fault asks. */
export function spoil(answer: Answer, kind: FaultHit['fault']['body'], payload: Payload): Payload {
  switch (kind) {
    case 'html':
      return {
        text: CHALLENGE,
        contentType: 'text/html; charset=UTF-8',
        headers: { ...payload.headers, 'cf-mitigated': 'challenge' },
      };
    case 'empty':
      return { ...payload, text: '' };
    case 'wrong-json':
      return { ...payload, text: '{"message":"unexpected"}' };
    case 'broken-json':
      return { ...payload, text: '{"errors":[{"id":' };
    case 'no-source':
      return { ...payload, text: JSON.stringify(without(answer.body, 'source')) ?? '' };
    case 'no-meta':
      return { ...payload, text: JSON.stringify(without(answer.body, 'meta')) ?? '' };
    default:
      return payload;
  }
}

function without(body: unknown, field: 'source' | 'meta'): unknown {
  if (!isObject(body) || !Array.isArray(body['errors'])) return body;
  const errors: unknown[] = body['errors'];
  return { ...body, errors: errors.map((error) => (isObject(error) ? { ...error, [field]: undefined } : error)) };
}

/** A fault in a few words, for the request's record. */
export function describeFault({ fault }: FaultHit): string {
  const parts = [fault.action, fault.status && `status ${fault.status}`, fault.body && `body ${fault.body}`];
  if (fault.delay_ms !== undefined) parts.push(`${fault.delay_ms} ms`);
  if (fault.unique_id !== undefined) parts.push(`unique_id ${fault.unique_id}`);
  if (fault.email !== undefined) parts.push(`email ${fault.email}`);
  return parts.filter(Boolean).join(', ');
}
