import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KlaviyoError } from './answer.ts';
import { FIRST_CALL, nextUpsertStep, type UpsertCall } from './profile-upsert.ts';

type Reading = Parameters<typeof nextUpsertStep>[1]['reading'];

const ok = (id?: string): Reading => ({ kind: 'ok', body: id === undefined ? undefined : { data: { id } } });
const conflict = (id?: string): Reading => ({
  kind: 'conflict',
  errors: id === undefined ? [] : [toError({ meta: { duplicate_profile_id: id } })],
});
const invalid = (status: number, ...errors: KlaviyoError[]): Reading => ({
  kind: 'invalid',
  status,
  errors,
  words: `Klaviyo answered ${status}.`,
});
const toError = (fields: Partial<KlaviyoError>): KlaviyoError => ({
  code: 'invalid',
  title: '',
  detail: '',
  source: undefined,
  meta: undefined,
  ...fields,
});
const blamesPhone = toError({ source: { pointer: '/data/attributes/phone_number' } });

/** Plays the answers against an upsert; yields its calls and its end. */
function play(answers: readonly Reading[], { hasPhone = true }: { hasPhone?: boolean } = {}) {
  const calls: UpsertCall[] = [];
  let call: UpsertCall = FIRST_CALL;
  for (const reading of answers) {
    calls.push(call);
    const step = nextUpsertStep(call, { reading, hasPhone });
    if ('done' in step) return { calls, done: step.done };
    call = step.next;
  }
  return { calls, next: call };
}

test('an import that is taken ends at once with its id', () => {
  expect(play([ok('P1')])).toEqual({ calls: [FIRST_CALL], done: { id: 'P1', isOther: false } });
});

test('an import that is taken without a readable body ends without an id', () => {
  expect(play([ok()]).done).toEqual({ isOther: false });
});

test('a conflict that names a profile updates that one, with all there is', () => {
  const { calls, done } = play([conflict('P2'), ok('P2')]);
  expect(calls[1]).toEqual({ number: 2, id: 'P2', withoutPhone: false });
  expect(done).toEqual({ id: 'P2', isOther: true });
});

test('a second conflict with the same identifiers leaves the phone out and says so', () => {
  const { calls, done } = play([conflict('P2'), conflict('P2'), ok('P2')]);
  expect(calls[2]).toEqual({ number: 3, id: 'P2', withoutPhone: true });
  expect(done).toMatchObject({ id: 'P2', note: expect.stringContaining('phone number was left out') });
});

test('a conflict on the update that names the person after all updates that one', () => {
  const { calls, done } = play([conflict('P2'), conflict('P1'), ok('P1')]);
  expect(calls[2]).toEqual({ number: 3, id: 'P1', withoutPhone: true });
  expect(done).toMatchObject({ id: 'P1' });
});

test('a conflict that names nobody imports once more without the phone', () => {
  const { calls, done } = play([conflict(), ok('P1')]);
  expect(calls[1]).toEqual({ number: 2, withoutPhone: true });
  expect(done).toMatchObject({ id: 'P1', isOther: false, note: expect.stringContaining('phone number') });
});

test('a conflict that names nobody, without a phone, ends with a note', () => {
  expect(play([conflict()], { hasPhone: false }).done).toMatchObject({ note: expect.stringContaining('not updated') });
});

test('a third conflict ends with the profile that was named last', () => {
  expect(play([conflict('P2'), conflict('P2'), conflict('P3')]).done).toMatchObject({ id: 'P3', isOther: true });
});

test('an update of a profile that is gone forgets its id', () => {
  const { done } = play([conflict('P2'), invalid(404)]);
  expect(done).toMatchObject({ note: expect.stringContaining('404') });
  expect(done).not.toHaveProperty('id');
});

test('a refused phone is left out once; any other refusal ends with the words of Klaviyo', () => {
  expect(play([invalid(400, blamesPhone), ok('P1')])).toMatchObject({
    calls: [FIRST_CALL, { number: 2, withoutPhone: true }],
    done: { id: 'P1', note: expect.stringContaining('phone number') },
  });
  expect(play([invalid(400, blamesPhone)], { hasPhone: false }).done).toBeDefined();
  expect(play([invalid(400, toError({ detail: 'The name is too long.' }))]).done).toMatchObject({
    note: 'The profile was not updated. Klaviyo answered 400.',
  });
});

test('no series of answers costs more than three calls', () => {
  const reading = fc.oneof(
    fc.constantFrom('P1', 'P2', 'P3').map((id) => conflict(id)),
    fc.constantFrom(conflict(), invalid(400, blamesPhone), invalid(400), invalid(404, blamesPhone)),
  );
  fc.assert(
    fc.property(fc.array(reading, { minLength: 3, maxLength: 5 }), fc.boolean(), (answers, hasPhone) => {
      const { calls, done } = play(answers, { hasPhone });
      expect(done).toBeDefined();
      expect(calls.length).toBeLessThanOrEqual(3);
    }),
  );
});
