import { expect, onTestFinished, test } from 'vitest';
import type { SandboxOptions } from '../options.ts';
import { startSandbox } from '../start-sandbox.ts';
import { createClient, errorsOf, pointersOf } from '../testing/api-client.ts';
import { bulkBody, eventBody, named } from '../testing/bodies.ts';

const PATH = '/api/event-bulk-create-jobs';
const ENTRIES = '/data/attributes/events-bulk-create/data';

async function setUp(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return { sandbox, client: createClient(sandbox) };
}

const ada = { email: 'ada@example.com' };
const grace = { email: 'grace@example.com' };

test('events of several people are recorded in one request', async () => {
  const { sandbox, client } = await setUp();
  const reply = await client.post(
    `${PATH}/`,
    bulkBody([
      {
        profile: { ...ada, first_name: 'Ada' },
        events: [{ unique_id: '1' }, { ...named('Added to Cart'), unique_id: '1' }],
      },
      { profile: grace, events: [{ unique_id: '1', value: 3.5, value_currency: 'USD' }] },
    ]),
  );
  expect(reply.status).toBe(202);
  expect(reply.body).toBeUndefined();
  expect(sandbox.events().map(({ email, metric, via }) => [email, metric, via])).toEqual([
    ['ada@example.com', 'Viewed Product', 'bulk'],
    ['ada@example.com', 'Added to Cart', 'bulk'],
    ['grace@example.com', 'Viewed Product', 'bulk'],
  ]);
  expect(sandbox.profiles()[0]).toMatchObject({ first_name: 'Ada' });
  expect(sandbox.requests()[0]).toMatchObject({ events: 3, repeats: 0, lost: 0 });
});

test('backfill of an entry holds for its events unless they say otherwise', async () => {
  const { sandbox, client } = await setUp();
  const body = bulkBody([{ profile: ada, events: [{ unique_id: '1' }, { unique_id: '2', backfill: false }] }]);
  Object.assign(body.data.attributes['events-bulk-create'].data[0]?.attributes ?? {}, { backfill: true });
  await client.post(PATH, body);
  expect(sandbox.events().map(({ backfill }) => backfill)).toEqual([true, false]);
});

test('one bad entry refuses the whole request and the pointer names it', async () => {
  const { sandbox, client } = await setUp();
  const reply = await client.post(
    PATH,
    bulkBody([
      { profile: ada, events: [{ unique_id: '1' }] },
      { profile: { email: 'nobody' }, events: [{ unique_id: '2' }] },
      { profile: grace, events: [{ unique_id: '3' }, { unique_id: '4', value: 'a lot' }] },
    ]),
  );
  expect(reply.status).toBe(400);
  expect(pointersOf(reply)).toEqual([
    `${ENTRIES}/1/attributes/profile/data/attributes/email`,
    `${ENTRIES}/2/attributes/events/data/1/attributes/value`,
  ]);
  expect(sandbox.events()).toEqual([]);
  expect(sandbox.profiles()).toEqual([]);
  expect(sandbox.requests()[0]).toMatchObject({ status: 400, events: 4 });
});

test('a repeat inside one request refuses it, also when the same person is named in two ways', async () => {
  const { sandbox, client } = await setUp();
  await client.post('/api/events', eventBody({ unique_id: 'earlier' }));
  const [known] = sandbox.profiles();
  const reply = await client.post(
    PATH,
    bulkBody([
      { profile: ada, events: [{ unique_id: 'x' }] },
      { profile: {}, ...(known ? { id: known.id } : {}), events: [{ unique_id: 'y' }, { unique_id: 'x' }] },
      { profile: grace, events: [{ unique_id: 'x' }] },
    ]),
  );
  expect(reply.status).toBe(400);
  expect(pointersOf(reply)).toEqual([`${ENTRIES}/1/attributes/events/data/1/attributes/unique_id`]);
  expect(sandbox.events()).toHaveLength(1);
});

test('two events of one second without unique_id repeat each other', async () => {
  const { client } = await setUp();
  const time = '2026-01-01T00:00:00Z';
  const reply = await client.post(PATH, bulkBody([{ profile: ada, events: [{ time }, { time }] }]));
  expect(pointersOf(reply)).toEqual([`${ENTRIES}/0/attributes/events/data/1/attributes/unique_id`]);
});

test('a repeat of an earlier request is dropped in silence by default', async () => {
  const { sandbox, client } = await setUp();
  await client.post('/api/events', eventBody({ unique_id: 'x' }));
  const reply = await client.post(PATH, bulkBody([{ profile: ada, events: [{ unique_id: 'x' }, { unique_id: 'y' }] }]));
  expect(reply.status).toBe(202);
  expect(sandbox.events().map((event) => event.unique_id)).toEqual(['x', 'y']);
  expect(sandbox.requests()[1]).toMatchObject({ events: 2, repeats: 1 });
});

test('a repeat of an earlier request refuses the request when bulkRepeats is account', async () => {
  const { sandbox, client } = await setUp({ bulkRepeats: 'account' });
  await client.post('/api/events', eventBody({ unique_id: 'x' }));
  const reply = await client.post(PATH, bulkBody([{ profile: ada, events: [{ unique_id: 'x' }, { unique_id: 'y' }] }]));
  expect(reply.status).toBe(400);
  expect(errorsOf(reply)[0]?.code).toBe('duplicate');
  expect(sandbox.events().map((event) => event.unique_id)).toEqual(['x']);
});

test('1,000 events are taken and 1,001 are not', async () => {
  const { sandbox, client } = await setUp();
  const events = Array.from({ length: 1_001 }, (_, index) => ({ unique_id: String(index) }));
  const reply = await client.post(PATH, bulkBody([{ profile: ada, events }]));
  expect(reply.status).toBe(400);
  expect(pointersOf(reply)).toEqual([ENTRIES]);
  expect((await client.post(PATH, bulkBody([{ profile: ada, events: events.slice(1) }]))).status).toBe(202);
  expect(sandbox.events()).toHaveLength(1_000);
});

test('a body of more than 5 MB is refused', async () => {
  const { sandbox, client } = await setUp();
  const events = Array.from({ length: 60 }, (_, index) => ({
    unique_id: String(index),
    properties: { note: 'x'.repeat(90_000) },
  }));
  expect((await client.post(PATH, bulkBody([{ profile: ada, events }]))).status).toBe(413);
  expect((await client.post(PATH, bulkBody([{ profile: ada, events: events.slice(6) }]))).status).toBe(202);
  expect(sandbox.events()).toHaveLength(54);
});

test('an empty request is refused', async () => {
  const { client } = await setUp();
  expect(pointersOf(await client.post(PATH, bulkBody([])))).toEqual([ENTRIES]);
  expect(pointersOf(await client.post(PATH, bulkBody([{ profile: ada, events: [] }])))).toEqual([
    `${ENTRIES}/0/attributes/events/data`,
  ]);
});
