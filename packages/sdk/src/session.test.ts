import { expect, test } from 'vitest';
import { type Visitor, continueSession } from './session.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-11-23T12:00:00Z');
const source = () => ({ landing_page: '/new' });

function visitor(more: Partial<Visitor> = {}): Visitor {
  return {
    v: 'visitor-1',
    n: 1,
    s: 'session-1',
    t: NOON,
    a: { landing_page: '/old' },
    f: { landing_page: '/first' },
    ...more,
  };
}

test('a new visitor gets session 1, whose source is the first touch as well', () => {
  const someone = visitor({ n: 0, s: '', t: 0, a: undefined, f: undefined });
  continueSession(someone, NOON, source);
  expect(someone).toEqual({
    v: 'visitor-1',
    n: 1,
    s: expect.stringMatching(/^\w{8,64}$/),
    t: NOON,
    a: source(),
    f: source(),
  });
});

test('30 minutes of silence are still the same session, a millisecond more is the next', () => {
  const patient = visitor();
  continueSession(patient, NOON + 30 * MINUTE, source);
  expect(patient).toEqual(visitor({ t: NOON + 30 * MINUTE }));

  const late = visitor();
  continueSession(late, NOON + 30 * MINUTE + 1, source);
  expect(late).toMatchObject({ n: 2, a: source(), f: { landing_page: '/first' } });
  expect(late.s).not.toBe('session-1');
});

test('midnight ends no session', () => {
  const owl = visitor({ t: Date.parse('2026-11-23T23:50:00') });
  continueSession(owl, Date.parse('2026-11-24T00:10:00'), source);
  expect(owl).toMatchObject({ s: 'session-1', n: 1 });
});

test('a clock that was set back neither ends the session nor makes it immortal', () => {
  const traveller = visitor({ t: NOON + 300 * MINUTE });
  continueSession(traveller, NOON, source);
  expect(traveller).toMatchObject({ s: 'session-1', t: NOON });
  continueSession(traveller, NOON + 31 * MINUTE, source);
  expect(traveller.n).toBe(2);
});

test('the source of a session that began elsewhere stays unknown, and so does its first touch', () => {
  const known = visitor({ n: 3, a: undefined, f: undefined });
  continueSession(known, NOON + MINUTE, source);
  expect(known.a).toBeUndefined();
  continueSession(known, NOON + 60 * MINUTE, source);
  expect(known).toMatchObject({ n: 4, a: source(), f: undefined });
});
