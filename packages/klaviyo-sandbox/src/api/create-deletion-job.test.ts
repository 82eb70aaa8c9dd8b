import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../start-sandbox.ts';
import { createClient, pointersOf } from '../testing/api-client.ts';
import { eventBody } from '../testing/bodies.ts';

const PATH = '/api/data-privacy-deletion-jobs';
const jobBody = (attributes: object) => ({
  data: { type: 'data-privacy-deletion-job', attributes: { profile: { data: { type: 'profile', attributes } } } },
});

async function setUp() {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  return { sandbox, client: createClient(sandbox) };
}

test('a deletion job removes the profile with its events and nobody else', async () => {
  const { sandbox, client } = await setUp();
  await client.post('/api/events', eventBody({ email: 'ada@example.com' }));
  await client.post('/api/events', eventBody({ email: 'bob@example.com' }));
  const reply = await client.post(PATH, jobBody({ email: 'ada@example.com' }));
  expect([reply.status, reply.body]).toEqual([202, undefined]);
  expect(sandbox.profiles().map((profile) => profile.email)).toEqual(['bob@example.com']);
  expect(sandbox.events().map((event) => event.email)).toEqual(['bob@example.com']);
});

test('a person nobody knows is accepted too', async () => {
  const { client } = await setUp();
  expect((await client.post(PATH, jobBody({ email: 'nobody@example.com' }))).status).toBe(202);
});

test('a job without an identifier, or with two, is refused', async () => {
  const { client } = await setUp();
  const none = await client.post(PATH, jobBody({}));
  const two = await client.post(PATH, jobBody({ email: 'ada@example.com', phone_number: '+491511234567' }));
  expect([none.status, two.status]).toEqual([400, 400]);
  expect(pointersOf(two)).toEqual(['/data/attributes/profile/data/attributes']);
});

test('a key without the scope is refused with 403', async () => {
  const { sandbox } = await setUp();
  const client = createClient(sandbox, { authorization: 'Klaviyo-API-Key pk_sandbox_no_metrics' });
  expect((await client.post(PATH, jobBody({ email: 'ada@example.com' }))).status).toBe(403);
});
