import { refuse } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { SandboxOptions } from '../options.ts';
import { authorize } from './authorize.ts';
import type { Call, Operation } from './operation.ts';
import { findOperation } from './operations.ts';

/** A request as it came in; `body` is undefined when it was too large to read, `json` when it is no JSON. */
export interface Arrival extends Omit<Call, 'id' | 'body' | 'query'> {
  method: string;
  url: string;
  target: URL;
  headers: Headers;
  body: { text: string; json: unknown } | undefined;
  limits: NonNullable<SandboxOptions['limits']>;
}

const MEDIA_TYPES = ['application/vnd.api+json', 'application/json'];
const REVISION = /^\d{4}-\d\d-\d\d(\.[a-z]+)?$/;

/** What Klaviyo would answer: key, scope, limits, headers, body, then the operation itself. */
export function process(arrival: Arrival): Answer {
  const found = findOperation(arrival.method, arrival.target.pathname);
  if (found === 'path' || found === 'method') return refuseRoute(found, arrival);
  const { operation, id } = found;
  const { state, headers, now } = arrival;
  const denied = authorize(state, headers.get('authorization') ?? undefined, operation.scope);
  if (denied) return denied;
  const limit = limitOf(operation, arrival.limits);
  const ticket = limit && state.limits.take(operation.name, limit, now);
  if (ticket?.ok === false) return throttle(ticket.retryAfterSeconds);
  const answer = checkRequest(operation, arrival) ?? operation.handle(toCall(arrival, id));
  if (!ticket) return answer;
  const window = {
    'ratelimit-limit': String(ticket.limit),
    'ratelimit-remaining': String(ticket.remaining),
    'ratelimit-reset': String(ticket.resetSeconds),
  };
  return { ...answer, headers: { ...answer.headers, ...window } };
}

function limitOf(operation: Operation, limits: Arrival['limits']) {
  if (limits === false) return undefined;
  return limits === true ? operation.limit : { ...operation.limit, ...limits[operation.name] };
}

function toCall({ state, body, target, url, now, requestId, bulkRepeats }: Arrival, id: string): Call {
  return { state, body: body?.json, id, query: target.searchParams, url, now, requestId, bulkRepeats };
}

function checkRequest(operation: Operation, { headers, body }: Arrival): Answer | undefined {
  const revision = headers.get('revision');
  if (revision === null || !REVISION.test(revision)) {
    const detail = 'Expected a revision header with a date, such as 2026-07-15.';
    return refuse({ status: 400, code: 'invalid', title: 'Invalid revision.', detail, source: { header: 'revision' } });
  }
  if (operation.maxBytes === 0) return undefined;
  const mediaType = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'none';
  if (!MEDIA_TYPES.includes(mediaType)) {
    const detail = `Unsupported media type '${mediaType}': expected ${MEDIA_TYPES.join(' or ')}.`;
    return refuse({ status: 415, code: 'unsupported_media_type', title: 'Unsupported media type.', detail });
  }
  if (!body || Buffer.byteLength(body.text) > operation.maxBytes) {
    const detail = `The payload must not exceed ${operation.maxBytes / 1000} KB.`;
    return refuse({ status: 413, code: 'payload_too_large', title: 'Payload too large.', detail });
  }
  if (body.json !== undefined) return undefined;
  const detail = body.text === '' ? 'Expected a JSON body, got none.' : 'The body is not valid JSON.';
  return refuse({ status: 400, code: 'parse_error', title: 'Malformed request.', detail, source: { pointer: '' } });
}

function throttle(seconds: number): Answer {
  const detail = `Request was throttled. Expected available in ${seconds} second${seconds === 1 ? '' : 's'}.`;
  const answer = refuse({ status: 429, code: 'throttled', title: 'Request was throttled.', detail });
  return { ...answer, headers: { 'retry-after': String(seconds) } };
}

function refuseRoute(missing: 'path' | 'method', { method, target }: Arrival): Answer {
  if (missing === 'method') {
    const detail = `Method ${method} is not allowed on ${target.pathname}.`;
    return refuse({ status: 405, code: 'method_not_allowed', title: 'Method not allowed.', detail });
  }
  const detail = `The sandbox has no endpoint ${target.pathname}.`;
  return refuse({ status: 404, code: 'not_found', title: 'Not found.', detail });
}
