import { expect, test } from 'vitest';
import type { Answer } from '../delivery/destination.ts';
import { closedUntil, destinationState, readAnswer } from './answer.ts';

const NOW = Date.parse('2026-11-23T10:00:00.000Z');

const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): Answer => ({
  kind: 'answer',
  status,
  headers: new Headers(headers),
  body: typeof body === 'string' ? body : JSON.stringify(body),
  latencyMs: 5,
});
const read = (given: Answer) => readAnswer(given, { expected: [200, 201, 202], now: NOW });
const error = (fields: object) => ({ errors: [{ id: 'e1', code: 'invalid', title: 'Invalid input.', ...fields }] });

const CHALLENGE = '<!DOCTYPE html><title>Just a moment...</title>';

test('an expected status is taken, with its body when that is JSON', () => {
  expect(read(answer(201, { data: { id: 'P1' } }))).toEqual({ kind: 'ok', body: { data: { id: 'P1' } } });
  expect(read(answer(202))).toEqual({ kind: 'ok', body: undefined });
});

test('no answer is an outage', () => {
  expect(read({ kind: 'none', error: 'ECONNRESET', latencyMs: 1 })).toEqual({ kind: 'unavailable' });
});

test.each([
  ['a success that was not asked for', answer(204)],
  ['a redirect', answer(302, '', { location: 'https://example.com' })],
  ['a 408', answer(408)],
  ['a 425', answer(425)],
  ['a 500 with errors', answer(500, error({}))],
  ['a 503 with a page', answer(503, CHALLENGE)],
  ['a challenge page with 403', answer(403, CHALLENGE)],
  ['a 403 without a body', answer(403)],
  ['a 403 in other JSON', answer(403, { message: 'unexpected' })],
  ['a 403 in broken JSON', answer(403, '{"errors":[{"id":')],
  ['a 403 with an empty list of errors', answer(403, { errors: [] })],
])('%s is an outage and no verdict', (_, given) => {
  expect(read(given)).toEqual({ kind: 'unavailable' });
});

test('a 401 is a refused key, whatever its body', () => {
  expect(read(answer(401, error({ detail: 'Missing or invalid private key.' })))).toEqual({
    kind: 'refused',
    sentence: 'Klaviyo refused the private key (401). Klaviyo says: Missing or invalid private key. Paste a new key.',
  });
  expect(read(answer(401, CHALLENGE))).toMatchObject({ kind: 'refused' });
});

test("a 403 in Klaviyo's words is a missing permission", () => {
  const reading = read(answer(403, error({ detail: 'The key lacks events:write.' })));
  expect(reading).toMatchObject({ kind: 'refused' });
  expect(destinationState(reading)).toMatchObject({ sentence: expect.stringContaining('The key lacks events:write.') });
});

test('a 409 is a conflict, with and without the duplicate', () => {
  const named = { status: 409, code: 'duplicate_profile', meta: { duplicate_profile_id: 'P2' } };
  expect(read(answer(409, { errors: [named] }))).toMatchObject({
    kind: 'conflict',
    errors: [{ code: 'duplicate_profile', meta: { duplicate_profile_id: 'P2' } }],
  });
  expect(read(answer(409, error({ meta: { duplicate_profile_id: 7 } })))).toMatchObject({ kind: 'conflict' });
  expect(read(answer(409, CHALLENGE))).toEqual({ kind: 'conflict', errors: [] });
});

test.each([400, 404, 413, 422])('a %i refuses the content, in the words of Klaviyo', (status) => {
  expect(read(answer(status, error({ detail: 'The email is not valid.' })))).toMatchObject({
    kind: 'invalid',
    status,
    words: `Klaviyo answered ${status}: The email is not valid.`,
  });
});

test.each(['', CHALLENGE, { message: 'unexpected' }])(
  'a 400 with the body %j says that no reason was given',
  (body) => {
    expect(read(answer(400, body))).toMatchObject({ words: 'Klaviyo answered 400 without saying why.' });
  },
);

test('of many errors the first three are quoted, each by the best words it has', () => {
  const errors = [{ detail: 'One.' }, { title: 'Two.' }, { code: 'three' }, { detail: 'Four.' }];
  expect(read(answer(400, { errors }))).toMatchObject({ words: 'Klaviyo answered 400: One. Two. three' });
});

test.each([
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['a date', { 'retry-after': 'Mon, 23 Nov 2026 10:00:09 GMT' }, 9_000],
  ['a date that has passed', { 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT' }, 0],
  ['nothing', {}, 1_000],
  ['no sense', { 'retry-after': 'soon' }, 1_000],
  ['a negative number', { 'retry-after': '-5' }, 0],
  ['an absurd number', { 'retry-after': '99999999999' }, 600_000],
  ['a number beyond all numbers', { 'retry-after': '1e999' }, 1_000],
])(
  'a 429 whose Retry-After is %s throttles until then, within ten minutes',
  (_, headers: Record<string, string>, ms) => {
    expect(read(answer(429, '', headers))).toEqual({ kind: 'throttled', until: NOW + ms });
  },
);

test('a 429 without the header is read by the seconds in its detail', () => {
  const detail = 'Request was throttled. Expected available in 12 seconds.';
  expect(read(answer(429, error({ detail })))).toEqual({ kind: 'throttled', until: NOW + 12_000 });
});

test.each([
  ['0', '42', NOW + 42_000],
  ['1', '42', undefined],
  ['0', '0', undefined],
  ['0', '3600', undefined],
  ['0', 'x', undefined],
])('a window with %s requests left that resets in %s s', (remaining, reset, until) => {
  const headers = { 'ratelimit-remaining': remaining, 'ratelimit-reset': reset };
  expect(closedUntil(answer(202, '', headers), NOW)).toBe(until);
});

test('an answer without the headers, and no answer, close nothing', () => {
  expect(closedUntil(answer(202), NOW)).toBeUndefined();
  expect(closedUntil({ kind: 'none', error: 'ECONNRESET', latencyMs: 1 }, NOW)).toBeUndefined();
});

test('a verdict on the content says that the destination works', () => {
  const readings = [answer(202), answer(400), answer(409)].map((given) => destinationState(read(given)));
  expect(readings).toEqual([{ state: 'working' }, { state: 'working' }, { state: 'working' }]);
});
