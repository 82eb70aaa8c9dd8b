import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../start-sandbox.ts';
import { createClient, errorsOf, pointersOf } from '../testing/api-client.ts';
import type { Reply } from '../testing/api-client.ts';
import { profileBody } from '../testing/bodies.ts';

async function setUp() {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const client = createClient(sandbox);
  return {
    sandbox,
    client,
    upsert: (attributes: object) => client.post('/api/profile-import', profileBody({ ...attributes })),
  };
}

function idOf(reply: Reply): string {
  const body = reply.body;
  if (typeof body === 'object' && body !== null && 'data' in body) {
    const { data } = body;
    if (typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string') return data.id;
  }
  throw new Error(`Expected a profile, got ${reply.status} ${JSON.stringify(body)}`);
}

const email = 'ada@example.com';
const phone_number = '+491511234567';

test('an upsert creates with 201 and updates with 200', async () => {
  const { sandbox, upsert } = await setUp();
  const created = await upsert({ email: ' ADA@example.com', first_name: 'Ada', properties: { gclid: 'g', visits: 1 } });
  const updated = await upsert({ email, last_name: 'Lovelace', properties: { visits: 2 } });
  expect([created.status, updated.status]).toEqual([201, 200]);
  expect(idOf(updated)).toBe(idOf(created));
  expect(sandbox.profiles()).toHaveLength(1);
  expect(sandbox.profiles()[0]).toMatchObject({
    email,
    first_name: 'Ada',
    last_name: 'Lovelace',
    properties: { gclid: 'g', visits: 2 },
  });
});

test('null clears a field and omission leaves it', async () => {
  const { sandbox, upsert } = await setUp();
  await upsert({
    email,
    phone_number,
    first_name: 'Ada',
    properties: { a: 1, b: 2 },
    location: { city: 'Paris', zip: '1' },
  });
  await upsert({ email, phone_number: null, properties: { a: null }, location: { zip: null } });
  expect(sandbox.profiles()[0]).toMatchObject({
    first_name: 'Ada',
    phone_number: null,
    properties: { b: 2 },
    location: { city: 'Paris' },
  });
  expect((await upsert({ phone_number })).status).toBe(201);
});

test('any one identifier finds the profile', async () => {
  const { upsert, client } = await setUp();
  const id = idOf(await upsert({ email, phone_number, external_id: 'c-1', _kx: 'kx.1' }));
  expect(idOf(await upsert({ phone_number }))).toBe(id);
  expect(idOf(await upsert({ external_id: 'c-1' }))).toBe(id);
  expect(idOf(await upsert({ _kx: 'kx.1' }))).toBe(id);
  expect(idOf(await client.post('/api/profile-import', profileBody({ first_name: 'A' }, { id })))).toBe(id);
});

test('an upsert whose email and phone belong to two people answers 409 with the id of the other', async () => {
  const { sandbox, upsert } = await setUp();
  await upsert({ email });
  const other = idOf(await upsert({ phone_number, external_id: 'c-2' }));
  const byPhone = await upsert({ email, phone_number, first_name: 'Ada' });
  const byExternalId = await upsert({ email, external_id: 'c-2' });
  for (const reply of [byPhone, byExternalId]) {
    expect(reply.status).toBe(409);
    expect(errorsOf(reply)).toEqual([
      {
        id: expect.any(String),
        status: 409,
        code: 'duplicate_profile',
        title: 'Conflict.',
        detail: 'A profile already exists with one of these identifiers.',
        source: { pointer: '/data/attributes' },
        links: {},
        meta: { duplicate_profile_id: other },
      },
    ]);
  }
  expect(sandbox.profiles()[0]).toMatchObject({ email, phone_number: null, first_name: null });
});

test('a freed email can be taken by another profile', async () => {
  const { upsert, client } = await setUp();
  const id = idOf(await upsert({ email }));
  await client.patch(`/api/profiles/${id}`, profileBody({ email: 'new@example.com' }, { id }));
  expect((await upsert({ email })).status).toBe(201);
});

test('creating a known person answers 409 with the id of that person', async () => {
  const { upsert, client } = await setUp();
  const id = idOf(await upsert({ email }));
  const reply = await client.post('/api/profiles/', profileBody({ email, first_name: 'Ada' }));
  expect(reply.status).toBe(409);
  expect(errorsOf(reply)[0]?.meta).toEqual({ duplicate_profile_id: id });
  expect((await client.post('/api/profiles', profileBody({ email: 'grace@example.com' }))).status).toBe(201);
});

test('a PATCH changes the profile, and answers 409 when the phone is somebody else’s', async () => {
  const { sandbox, upsert, client } = await setUp();
  const id = idOf(await upsert({ email }));
  const other = idOf(await upsert({ phone_number }));
  const reply = await client.patch(`/api/profiles/${id}/`, profileBody({ first_name: 'Ada', email }, { id }));
  expect(reply.status).toBe(200);
  expect(sandbox.profiles()[0]).toMatchObject({ first_name: 'Ada' });
  const conflict = await client.patch(`/api/profiles/${id}`, profileBody({ phone_number }, { id }));
  expect(conflict.status).toBe(409);
  expect(errorsOf(conflict)[0]?.meta).toEqual({ duplicate_profile_id: other });
});

test('a PATCH needs the id of the path in its body, and an id that exists', async () => {
  const { upsert, client } = await setUp();
  const id = idOf(await upsert({ email }));
  expect(pointersOf(await client.patch(`/api/profiles/${id}`, profileBody({})))).toEqual(['/data/id']);
  expect(pointersOf(await client.patch(`/api/profiles/${id}`, profileBody({}, { id: 'x' })))).toEqual(['/data/id']);
  expect((await client.patch('/api/profiles/01NOBODY', profileBody({}, { id: '01NOBODY' }))).status).toBe(404);
  expect((await client.post('/api/profile-import', profileBody({ email }, { id: '01NOBODY' }))).status).toBe(404);
});

test('patch_properties appends, removes and unsets', async () => {
  const { sandbox, client } = await setUp();
  const send = (properties: object, patch_properties: object) =>
    client.post('/api/profile-import', profileBody({ email, properties }, { meta: { patch_properties } }));
  await send({ skus: ['a'], old: 1 }, { append: { skus: ['b', 'c'], first: 'x' } });
  await send({}, { unappend: { skus: 'a' }, unset: 'old' });
  expect(sandbox.profiles()[0]?.properties).toEqual({ skus: ['b', 'c'], first: ['x'] });
});

test.each([
  ['no identifier', { first_name: 'Ada' }, ['/data/attributes']],
  ['an unknown field', { email, nickname: 'A' }, ['/data/attributes/nickname']],
  ['an anonymous_id, which only events take', { email, anonymous_id: 'a' }, ['/data/attributes/anonymous_id']],
  ['a wrong type', { email, first_name: 1 }, ['/data/attributes/first_name']],
  ['properties that are a list', { email, properties: [1] }, ['/data/attributes/properties']],
  ['an unknown place', { email, location: { planet: 'Mars' } }, ['/data/attributes/location/planet']],
  ['an email with a space', { email: 'a da@example.com' }, ['/data/attributes/email']],
  ['an email with two dots', { email: 'a..b@example.com' }, ['/data/attributes/email']],
  ['an email without a top-level domain', { email: 'ada@localhost' }, ['/data/attributes/email']],
])('an upsert with %s is refused with its pointer', async (_title, attributes, pointers) => {
  const { sandbox, upsert } = await setUp();
  const reply = await upsert(attributes);
  expect(reply.status).toBe(400);
  expect(pointersOf(reply)).toEqual(pointers);
  expect(sandbox.profiles()).toEqual([]);
});

test('a profile of more than 100 KB is refused', async () => {
  const { upsert } = await setUp();
  expect((await upsert({ email, properties: { note: 'x'.repeat(100_000) } })).status).toBe(413);
});

test('profiles are found by id and by filter', async () => {
  const { upsert, client } = await setUp();
  const id = idOf(await upsert({ email, phone_number, first_name: 'Ada' }));
  await upsert({ email: 'grace@example.com' });
  expect((await client.get(`/api/profiles/${id}`)).body).toMatchObject({ data: { id, attributes: { email } } });
  expect((await client.get('/api/profiles/01NOBODY')).status).toBe(404);
  const find = async (filter: string) => client.get(`/api/profiles/?filter=${encodeURIComponent(filter)}`);
  expect((await find('equals(email,"ADA@example.com")')).body).toMatchObject({ data: [{ id }] });
  expect((await find(`equals(phone_number,'${phone_number}')`)).body).toMatchObject({ data: [{ id }] });
  expect((await find('equals(email,"nobody@example.com")')).body).toMatchObject({ data: [] });
  expect((await find('contains(email,"a")')).status).toBe(400);
});

test('profiles come in pages that lead to the end', async () => {
  const { upsert, client, sandbox } = await setUp();
  for (const name of ['a', 'b', 'c']) await upsert({ email: `${name}@example.com` });
  const first = await client.get('/api/profiles?page[size]=2&fields[profile]=email');
  expect(first.body).toMatchObject({
    data: [{ attributes: { email: 'a@example.com' } }, { attributes: { email: 'b@example.com' } }],
    links: { prev: null, next: expect.stringContaining(sandbox.url) },
  });
  const next = JSON.stringify(first.body).match(/"next":"([^"]+)"/)?.[1] ?? '';
  const second = await client.get(next.slice(sandbox.url.length));
  expect(second.body).toEqual({
    data: [
      { type: 'profile', id: expect.any(String), attributes: { email: 'c@example.com' }, links: expect.any(Object) },
    ],
    links: expect.objectContaining({ next: null }),
  });
  expect((await client.get('/api/profiles?page[size]=101')).status).toBe(400);
  expect((await client.get('/api/profiles?sort=email')).status).toBe(400);
});
