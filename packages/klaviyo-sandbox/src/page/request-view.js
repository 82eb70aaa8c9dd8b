/** @import { RecordedRequest } from '../books/request-log.ts' */
import { element } from './element.js';
import { longTime, plural, shortTime } from './format.js';
import { fieldsView, jsonView } from './value-view.js';

/**
 * One request in the list.
 * @param {RecordedRequest} request
 */
export function requestRow(request) {
  const reason = reasonsOf(request)[0];
  return element(
    'a',
    { href: `#/requests/${request.id}`, class: 'row' },
    element(
      'span',
      { class: 'row-main' },
      element('span', { class: 'cut' }, element('span', { class: 'method' }, request.method), ` ${request.path}`),
      statusBadge(request),
    ),
    element(
      'span',
      { class: 'row-sub' },
      element(
        'span',
        { class: 'cut' },
        contentsOf(request),
        reason && element('span', { class: 'reason' }, `${contentsOf(request) && ': '}${reason.detail}`),
      ),
      element('time', { datetime: new Date(request.at).toISOString() }, shortTime(request.at)),
    ),
  );
}

/**
 * Everything about one request: what was asked, what was refused and why, and the answer.
 * @param {RecordedRequest} request
 */
export function requestDetail(request) {
  const reasons = reasonsOf(request);
  return [
    element('h2', { class: 'breakable' }, element('span', { class: 'method' }, request.method), ` ${request.path}`),
    fieldsView([
      ['Answer', statusBadge(request)],
      ['Contents', contentsOf(request) || 'nothing'],
      ['Arrived', longTime(request.at)],
      ['Took', request.latency_ms === null ? 'no answer' : `${request.latency_ms} ms`],
      ['Private key', request.key_hint ?? 'none'],
      ...(request.fault === null ? [] : [/** @type {const} */ (['Fault applied', request.fault])]),
    ]),
    reasons.length > 0 && element('h3', {}, 'Refused because'),
    reasons.length > 0 && element('ul', { class: 'reasons' }, reasons.map(reasonItem)),
    element('h3', {}, 'Body'),
    bodyView(request.body, request.body_bytes > 0 ? `${request.body_bytes.toLocaleString()} bytes` : 'None.'),
    element('h3', {}, 'Answer'),
    bodyView(request.answer, request.status === null ? 'The connection ended without one.' : 'Without a body.'),
  ];
}

/**
 * @param {unknown} body
 * @param {string} otherwise
 */
function bodyView(body, otherwise) {
  return body === null ? element('p', { class: 'quiet' }, otherwise) : jsonView(body);
}

/** @param {{ detail: string, pointer: string }} reason */
function reasonItem({ detail, pointer }) {
  return element('li', {}, detail, pointer !== '' && element('code', { class: 'breakable' }, pointer));
}

/** @param {RecordedRequest} request */
function statusBadge({ status }) {
  if (status === null) return element('span', { class: 'badge silent' }, 'no answer');
  const kind = status < 300 ? 'good' : status === 409 || status === 429 ? 'wait' : 'bad';
  return element('span', { class: `badge ${kind}` }, status);
}

/** @param {RecordedRequest} request */
function contentsOf(request) {
  const parts = [];
  if (request.events > 0) parts.push(plural(request.events, 'event'));
  if (request.repeats > 0) parts.push(`${plural(request.repeats, 'repeat')} dropped`);
  if (request.lost > 0) parts.push(`${request.lost.toLocaleString()} lost: unknown profile id`);
  if (request.fault !== null) parts.push('fault applied');
  return parts.join(', ');
}

/**
 * @param {RecordedRequest} request
 * @returns {{ detail: string, pointer: string }[]}
 */
function reasonsOf({ answer, status }) {
  if (status === null || status < 400 || typeof answer !== 'object' || answer === null) return [];
  if (!('errors' in answer) || !Array.isArray(answer.errors)) return [];
  return answer.errors.map((error) => ({
    detail: String(error?.detail ?? error?.title ?? 'No reason was given.'),
    pointer: String(error?.source?.pointer ?? error?.source?.parameter ?? ''),
  }));
}
