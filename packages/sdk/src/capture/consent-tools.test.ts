import { expect, test } from 'vitest';
import { toGoogleConsent, toTcfConsent } from './consent-tools.ts';

test.each([
  ['default', { ad_storage: 'denied', analytics_storage: 'denied' }, false, undefined],
  ['default', { ad_storage: 'granted', analytics_storage: 'granted' }, false, 'granted'],
  ['default', { ad_storage: 'granted', analytics_storage: 'granted' }, true, undefined],
  ['update', { ad_storage: 'granted', analytics_storage: 'granted' }, true, 'granted'],
  ['update', { ad_storage: 'granted' }, false, 'granted'],
  ['update', { ad_storage: 'granted', analytics_storage: 'denied' }, false, 'denied'],
  ['update', { ad_storage: 'denied', analytics_storage: 'granted' }, false, 'denied'],
  ['update', { functionality_storage: 'granted' }, false, undefined],
] as const)('Google consent %s of %j with privacy signal %s means %s', (action, settings, signal, state) => {
  expect(toGoogleConsent(action, settings, signal)).toBe(state);
});

const all = { 1: true, 3: true, 4: true, 7: true };

test.each([
  [{ gdprApplies: false }, 'granted'],
  [{ gdprApplies: true, eventStatus: 'cmpuishown', purpose: { consents: all } }, undefined],
  [{ gdprApplies: true, eventStatus: 'tcloaded', purpose: { consents: all } }, 'granted'],
  [{ gdprApplies: true, eventStatus: 'useractioncomplete', purpose: { consents: { ...all, 4: false } } }, 'denied'],
  [{ gdprApplies: true, eventStatus: 'useractioncomplete' }, 'denied'],
] as const)('the TCF answer %j means %s', (data, state) => {
  expect(toTcfConsent(data)).toBe(state);
});
