import { expect, test } from 'vitest';
import { isConsent, toInitialConsent } from './consent.ts';

test.each([
  ['granted', '', false, 'granted'],
  ['pending', '', false, 'pending'],
  ['denied', '', false, 'denied'],
  ['auto', '', false, 'pending'],
  ['dennied', '', false, 'pending'],
  ['granted', 'denied', false, 'denied'],
  ['pending', 'granted', false, 'granted'],
  ['auto', 'denied', false, 'denied'],
  ['denied', 'granted', false, 'denied'],
  ['granted', '', true, 'denied'],
  ['auto', '', true, 'denied'],
  ['granted', 'granted', true, 'granted'],
  ['granted', 'nonsense', false, 'pending'],
])(
  'data-consent "%s" with the earlier answer "%s" and privacy signal %s begins as %s',
  (asked, answer, signal, state) => {
    expect(toInitialConsent(asked, answer, signal)).toBe(state);
  },
);

test('only the three states are consent', () => {
  expect(['granted', 'pending', 'denied'].every(isConsent)).toBe(true);
  expect(['Granted', 'granted ', '', undefined, null, true, ['x']].some(isConsent)).toBe(false);
});
