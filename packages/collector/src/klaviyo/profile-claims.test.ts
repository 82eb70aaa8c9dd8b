import { expect, test } from 'vitest';
import { connectShop, paths, view, visitor, type ConnectedShop } from '../testing/connected-shop.ts';
import { every } from '../testing/test-collector.ts';
import { splitClaims } from './profile-claims.ts';

const MINE = '+4930901820';
const OTHER = '+442079460958';

/** Tells Klaviyo of a person as the shop's own systems would, past Scout. */
async function know({ sandbox }: ConnectedShop, attributes: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${sandbox.url}/api/profile-import`, {
    method: 'POST',
    headers: {
      authorization: 'Klaviyo-API-Key pk_sandbox',
      revision: '2026-07-15',
      'content-type': 'application/vnd.api+json',
    },
    body: JSON.stringify({ data: { type: 'profile', attributes } }),
  });
  if (!response.ok) throw new Error(`Expected the sandbox to take the profile, got ${response.status}`);
}

const profileOf = ({ sandbox }: ConnectedShop, email: string) =>
  sandbox.profiles().find((profile) => profile.email === email);

test('a browser gives a phone number to a profile that has none', async () => {
  const shop = await connectShop();
  const identity = { email: 'jo@example.com', phone: MINE };
  await shop.collector.send({ identity, context: visitor('jo'), events: [view('v1')] });
  await shop.collector.eventWhen('v1', every('delivered'));
  expect(profileOf(shop, 'jo@example.com')?.phone_number).toBe(MINE);
  expect(paths(shop.sandbox)).toEqual([
    'POST /api/profile-import 201',
    expect.stringMatching(/^PATCH \/api\/profiles\/\w+ 200$/),
    'POST /api/events 202',
  ]);
});

test('a browser does not change the phone number that a profile has, and the owner can see why', async () => {
  const shop = await connectShop();
  await know(shop, { email: 'jo@example.com', phone_number: MINE });
  const identity = { email: 'jo@example.com', phone: OTHER, first_name: 'Jo' };
  await shop.collector.send({ identity, context: visitor('jo'), events: [view('v1')] });
  const { deliveries } = await shop.collector.eventWhen('v1', every('delivered'));
  expect(profileOf(shop, 'jo@example.com')).toMatchObject({ phone_number: MINE, first_name: 'Jo' });
  expect(deliveries[0]?.note).toContain('which a browser may not change');
});

test("a browser that names somebody else's phone number does not get at their profile", async () => {
  const shop = await connectShop();
  await know(shop, { email: 'victim@example.com', phone_number: MINE, first_name: 'Vera' });
  const identity = { email: 'thief@example.com', phone: MINE, first_name: 'Theo' };
  await shop.collector.send({ identity, context: visitor('thief'), events: [view('v1')] });
  await shop.collector.eventWhen('v1', every('delivered'));
  expect(profileOf(shop, 'victim@example.com')).toMatchObject({ phone_number: MINE, first_name: 'Vera' });
  expect(profileOf(shop, 'thief@example.com')).toMatchObject({ phone_number: null, first_name: 'Theo' });
});

test('neither does it in a bulk request', async () => {
  const shop = await connectShop();
  await know(shop, { email: 'victim@example.com', phone_number: MINE, first_name: 'Vera' });
  await shop.collector.api('PATCH', `/destinations/${shop.destinationId}`, { status: 'PAUSED' });
  const identity = { email: 'thief@example.com', phone: MINE };
  await shop.collector.send({ identity, context: visitor('thief'), events: [view('v1')] });
  await shop.collector.send({ identity: { email: 'al@example.com' }, context: visitor('al'), events: [view('v2')] });
  await shop.collector.api('PATCH', `/destinations/${shop.destinationId}`, { status: 'ACTIVE' });
  for (const id of ['v1', 'v2']) await shop.collector.eventWhen(id, every('delivered'));
  expect(paths(shop.sandbox)).toContain('POST /api/event-bulk-create-jobs 202');
  expect(profileOf(shop, 'victim@example.com')).toMatchObject({ phone_number: MINE, first_name: 'Vera' });
  expect(profileOf(shop, 'thief@example.com')?.phone_number).toBeNull();
});

test("the shop's backend may change a phone number, but not with what a browser said before", async () => {
  const shop = await connectShop();
  await know(shop, { email: 'jo@example.com', phone_number: MINE });
  const [site] = await shop.collector.api<{ id: string }[]>('GET', '/sites');
  const { server_key } = await shop.collector.api<{ server_key: string }>('PATCH', `/sites/${site?.id}`, {
    rotate_server_key: true,
  });
  const fromBackend = (id: string, identity: object) =>
    fetch(`${shop.collector.url}/v1/e`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server_key}` },
      body: JSON.stringify({ identity, context: visitor('jo'), events: [view(id)] }),
    });
  await shop.collector.send({
    identity: { email: 'jo@example.com', phone: OTHER },
    context: visitor('jo'),
    events: [],
  });
  await fromBackend('b1', { email: 'jo@example.com' });
  await shop.collector.eventWhen('b1', every('delivered'));
  expect(profileOf(shop, 'jo@example.com')?.phone_number).toBe(MINE);
  await fromBackend('b2', { email: 'jo@example.com', phone: OTHER });
  await shop.collector.eventWhen('b2', every('delivered'));
  expect(profileOf(shop, 'jo@example.com')?.phone_number).toBe(OTHER);
});

test.each(['server', 'dashboard'] as const)('what a %s says needs no parting', (source) => {
  const attributes = { email: 'jo@example.com', phone_number: MINE, external_id: '17' };
  expect(splitClaims(attributes, source)).toEqual({ profile: attributes, claims: {} });
  expect(splitClaims(attributes, 'browser')).toEqual({
    profile: { email: 'jo@example.com' },
    claims: { phone_number: MINE, external_id: '17' },
  });
});
