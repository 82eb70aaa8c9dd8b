import {
  AccountsApi,
  ApiKeySession,
  DataPrivacyApi,
  EventsApi,
  MetricsApi,
  ProfilesApi,
  RetryWithExponentialBackoff,
} from 'klaviyo-api';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from './start-sandbox.ts';

/** The official client, pointed at a sandbox by the base path that each of its APIs has. */
async function setUp() {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const session = new ApiKeySession('pk_sandbox', new RetryWithExponentialBackoff({ numRetries: 1 }));
  const apis = {
    accounts: new AccountsApi(session),
    dataPrivacy: new DataPrivacyApi(session),
    events: new EventsApi(session),
    metrics: new MetricsApi(session),
    profiles: new ProfilesApi(session),
  };
  for (const api of Object.values(apis)) api.basePath = sandbox.url;
  return { sandbox, ...apis };
}

const metric = { data: { type: 'metric' as const, attributes: { name: 'Placed Order' } } };
const profile = { data: { type: 'profile' as const, attributes: { email: 'ada@example.com', firstName: 'Ada' } } };

test('the official client creates an event', async () => {
  const { sandbox, events } = await setUp();
  const { response } = await events.createEvent({
    data: {
      type: 'event',
      attributes: {
        properties: { OrderId: '1' },
        time: new Date('2026-01-02T03:04:05Z'),
        value: 29.98,
        valueCurrency: 'EUR',
        uniqueId: 'order-1',
        metric,
        profile,
      },
    },
  });
  expect(response.status).toBe(202);
  expect(sandbox.events()[0]).toMatchObject({
    metric: 'Placed Order',
    unique_id: 'order-1',
    time: '2026-01-02T03:04:05+00:00',
    value: 29.98,
    value_currency: 'EUR',
    properties: { OrderId: '1' },
    email: 'ada@example.com',
  });
  expect(sandbox.profiles()[0]).toMatchObject({ first_name: 'Ada' });
});

test('the official client creates events in bulk', async () => {
  const { sandbox, events } = await setUp();
  const attributes = (uniqueId: string) => ({ properties: { OrderId: uniqueId }, uniqueId, metric });
  const { response } = await events.bulkCreateEvents({
    data: {
      type: 'event-bulk-create-job',
      attributes: {
        eventsBulkCreate: {
          data: [
            {
              type: 'event-bulk-create',
              attributes: {
                profile,
                events: {
                  data: [
                    { type: 'event', attributes: attributes('1') },
                    { type: 'event', attributes: attributes('2') },
                  ],
                },
              },
            },
          ],
        },
      },
    },
  });
  expect(response.status).toBe(202);
  expect(sandbox.events().map((event) => [event.unique_id, event.properties])).toEqual([
    ['1', { OrderId: '1' }],
    ['2', { OrderId: '2' }],
  ]);
});

test('the official client upserts a profile, reads it and changes it', async () => {
  const { sandbox, profiles } = await setUp();
  const phone = '+491511234567';
  const created = await profiles.createOrUpdateProfile({
    data: {
      ...profile.data,
      attributes: { ...profile.data.attributes, phoneNumber: phone, properties: { visits: 1 } },
    },
  });
  expect(created.response.status).toBe(201);
  expect(created.body.data.attributes).toMatchObject({
    phoneNumber: phone,
    firstName: 'Ada',
    properties: { visits: 1 },
  });
  const id = created.body.data.id ?? '';
  const updated = await profiles.createOrUpdateProfile(profile);
  expect([updated.response.status, updated.body.data.id]).toEqual([200, id]);
  await profiles.updateProfile(id, { data: { type: 'profile', id, attributes: { lastName: 'Lovelace' } } });
  const found = await profiles.getProfiles({ filter: 'equals(email,"ada@example.com")' });
  expect(found.body.data.map((each) => [each.id, each.attributes.lastName])).toEqual([[id, 'Lovelace']]);
  expect(sandbox.profiles()).toHaveLength(1);
});

test('the official client meets the 409 of a known person with that person’s id', async () => {
  const { profiles } = await setUp();
  const { body } = await profiles.createOrUpdateProfile(profile);
  await expect(profiles.createProfile(profile)).rejects.toMatchObject({
    response: {
      status: 409,
      data: { errors: [{ code: 'duplicate_profile', meta: { duplicate_profile_id: body.data.id } }] },
    },
  });
});

test('the official client reads the account and the metrics', async () => {
  const { accounts, metrics, sandbox } = await setUp();
  sandbox.addMetric('Placed Order', 'Shopify');
  const account = (await accounts.getAccounts()).body.data[0];
  expect(account?.attributes.contactInformation.organizationName).toBe('Sandbox Outfitters');
  expect(account?.attributes.preferredCurrency).toBe('EUR');
  const list = (await metrics.getMetrics({ filter: 'equals(integration.name,"Shopify")' })).body.data;
  expect(list.map(({ attributes }) => [attributes.name, attributes.integration])).toEqual([
    ['Placed Order', expect.objectContaining({ name: 'Shopify' })],
  ]);
});

test('the official client has a profile deleted', async () => {
  const { sandbox, profiles, dataPrivacy } = await setUp();
  await profiles.createOrUpdateProfile({ data: profile.data });
  const { response } = await dataPrivacy.requestProfileDeletion({
    data: {
      type: 'data-privacy-deletion-job',
      attributes: { profile: { data: { type: 'profile', attributes: { email: 'ada@example.com' } } } },
    },
  });
  expect(response.status).toBe(202);
  expect(sandbox.profiles()).toEqual([]);
});
