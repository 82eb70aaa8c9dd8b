import type { Context, Identity } from '@scout/wire';
import { expect, test } from 'vitest';
import type { ScoutEvent } from '../../store/event.ts';
import { toProfileAttributes } from './profile.ts';

function event({ identity = {}, context = {} }: { identity?: Identity; context?: Context }): ScoutEvent {
  return {
    id: 'e1',
    name: 'PageView',
    time: '2026-11-23T10:00:00.000Z',
    source: 'browser',
    test: false,
    identity,
    context,
    items: [],
    properties: {},
  };
}

test('an event without identity or context tells nothing, and nothing is cleared', () => {
  expect(toProfileAttributes(event({}), { externalId: true })).toEqual({ attributes: { properties: {} }, notes: [] });
});

test('the session and what brought the shopper become custom properties', () => {
  const facts = {
    session_count: 2,
    is_new_visitor: false,
    utm_source: 's',
    utm_medium: 'm',
    utm_campaign: 'c',
    utm_term: 't',
    utm_content: 'x',
    first_utm_source: 'fs',
    first_referrer: 'https://first.example/',
    referrer: 'https://r.example/',
    landing_page: 'https://shop.example/',
    _fbp: 'fb.1.1.1',
    _fbc: 'fb.1.1.2',
    gclid: 'g',
    gbraid: 'b',
    wbraid: 'w',
  };
  const context: Context = { ...facts, visitor_id: 'v', session_id: 's', page_url: 'u', consent: 'granted', _kx: 'k' };
  const { attributes } = toProfileAttributes(event({ context }), { externalId: false });
  expect(attributes).toEqual({ properties: { ...facts, scout_visitor_id: 'v' } });
});

test("the shop's customer id is sent only where the owner allows it", () => {
  const known = event({ identity: { email: 'ada@example.com', external_id: '17' } });
  expect(toProfileAttributes(known, { externalId: false }).attributes).not.toHaveProperty('external_id');
  expect(toProfileAttributes(known, { externalId: true }).attributes).toMatchObject({ external_id: '17' });
});

test.each([
  ['+49 30 901820', undefined, '+4930901820'],
  ['030 90 18 20', 'DE', '+4930901820'],
  ['0049 (0)30 901820', 'DE', '+4930901820'],
  ['(213) 373-4253', 'us', '+12133734253'],
  ['+44 20 7946 0958', 'DE', '+442079460958'],
])('the phone number %s of a shop in %s becomes %s', (phone, defaultCountry, expected) => {
  const options = defaultCountry === undefined ? { externalId: false } : { externalId: false, defaultCountry };
  const { attributes, notes } = toProfileAttributes(event({ identity: { phone } }), options);
  expect(attributes.phone_number).toBe(expected);
  expect(notes).toEqual([]);
});

test.each(['030 901820', '12', 'call me', '+49', '+999 1234567', '+1 555', '0'.repeat(64)])(
  'the phone number %s is left out with a note that does not repeat it',
  (phone) => {
    const { attributes, notes } = toProfileAttributes(event({ identity: { phone } }), { externalId: false });
    expect(attributes).not.toHaveProperty('phone_number');
    expect(notes).toEqual([
      'The phone number was left out: expected a valid number with its country code, such as +49 30 901820.',
    ]);
  },
);

test('an unknown default country is as good as none', () => {
  const options = { externalId: false, defaultCountry: 'XX' };
  expect(toProfileAttributes(event({ identity: { phone: '030 901820' } }), options).notes).toHaveLength(1);
  expect(toProfileAttributes(event({ identity: { phone: '+4930901820' } }), options).notes).toEqual([]);
});
