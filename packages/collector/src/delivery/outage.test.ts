import { expect, onTestFinished, test, vi } from 'vitest';
import { connectShop, order, paths, posts, uniqueIds, view, visitor } from '../testing/connected-shop.ts';
import { every, startTestCollector } from '../testing/test-collector.ts';

const WITHIN = { timeout: 15_000 };

test('a Klaviyo that is down is probed ever more rarely, and drained at once when it is back', async () => {
  const { sandbox, collector } = await connectShop();
  sandbox.setFaults([{ status: 503 }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v0')] });
  await vi.waitFor(() => expect(posts(sandbox)).toHaveLength(3), WITHIN);
  for (let index = 1; index < 30; index++) {
    const name = `p${index}`;
    const identity = { email: `${name}@example.com` };
    await collector.send({ identity, context: visitor(name), events: [view(`v${index}`)] });
  }
  await vi.waitFor(() => expect(posts(sandbox)).toHaveLength(5), WITHIN);
  const [, , third, fourth, fifth] = posts(sandbox).map((request) => request.at);
  expect((fourth ?? 0) - (third ?? 0)).toBeGreaterThanOrEqual(500);
  expect((fifth ?? 0) - (fourth ?? 0)).toBeGreaterThanOrEqual(1_000);
  sandbox.setFaults([]);
  await vi.waitFor(() => expect(sandbox.events()).toHaveLength(30), WITHIN);
  // The probe, which is one profile or event, and then all that waits together.
  expect(posts(sandbox).length - 5).toBeLessThanOrEqual(3);
});

test('the schedule of retries survives a restart', async () => {
  const { sandbox, collector } = await connectShop({ random: () => 1 });
  sandbox.setFaults([{ status: 503 }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  const waiting = await collector.eventWhen('v1', (event) => event.deliveries[0]?.attempts === 2);
  const due = Date.parse(waiting.deliveries[0]?.next_at ?? '');
  await collector.stop();
  sandbox.setFaults([]);
  const before = posts(sandbox).length;

  const second = await startTestCollector({ klaviyoApiUrl: sandbox.url, dataDir: collector.dataDir });
  onTestFinished(() => second.stop());
  expect(await second.eventWhen('v1', () => true)).toMatchObject({
    deliveries: [{ status: 'retrying', attempts: 2, next_at: new Date(due).toISOString() }],
  });
  await second.eventWhen('v1', every('delivered'));
  expect(posts(sandbox)[before]?.at).toBeGreaterThanOrEqual(due);
});

test('stopping does not wait for a Klaviyo that asked for a pause', async () => {
  const { sandbox, collector } = await connectShop({ environment: { KLAVIYO_REQUESTS_PER_SECOND: '1' } });
  sandbox.setFaults([{ status: 429, retry_after: 60, delay_ms: 500 }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await vi.waitFor(() => expect(posts(sandbox)).toHaveLength(1), WITHIN);
  // Its turn comes while the only slot is taken, and then nobody may send for a minute.
  await collector.send({ identity: { email: 'al@example.com' }, context: visitor('al'), events: [view('v2')] });
  await collector.eventWhen('v1', every('retrying'));
  await collector.stop();
  expect(posts(sandbox)).toHaveLength(1);
});

test.each([
  ['while the new one is checked', 50],
  ['after the new one is in place', 3_000],
])('a refusal of the old key that comes %s does not stop the destination', async (_, delayMs) => {
  const { sandbox, collector, destinationId } = await connectShop({ klaviyoTimeoutMs: 10_000 });
  sandbox.setFaults([{ endpoint: 'profile-import', status: 401, delay_ms: delayMs, times: 1 }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await vi.waitFor(() => expect(posts(sandbox)).toHaveLength(1), WITHIN);
  await collector.api('PATCH', `/destinations/${destinationId}`, { private_key: 'pk_sandbox' });
  await vi.waitFor(() => expect(posts(sandbox)[0]?.status).toBe(401), WITHIN);
  await collector.eventWhen('v1', every('delivered'));
  await collector.send({ context: visitor('jo'), events: [view('v2')] });
  await collector.eventWhen('v2', every('delivered'));
  const [destination] = await collector.api<{ status: string }[]>('GET', '/destinations');
  expect(destination?.status).toBe('ACTIVE');
});

test.each([
  ['that names the repeats', {}],
  ['that names nothing', { body: 'no-source' }],
] as const)(
  'a bulk request that ended without an answer and is then refused with a 400 %s goes out singly',
  async (_, spoilt) => {
    const { sandbox, collector, destinationId } = await connectShop({ sandbox: { bulkRepeats: 'account' } });
    await collector.api('PATCH', `/destinations/${destinationId}`, { status: 'PAUSED' });
    for (const name of ['jo', 'al', 'mo']) {
      await collector.send({
        identity: { email: `${name}@example.com` },
        context: visitor(name),
        events: [order(name)],
      });
    }
    const bulk = { endpoint: 'event-bulk-create-jobs' } as const;
    sandbox.setFaults([
      { ...bulk, action: 'reset-after', times: 1 },
      { ...bulk, body: 'broken-json', ...spoilt, times: 1 },
    ]);
    await collector.api('PATCH', `/destinations/${destinationId}`, { status: 'ACTIVE' });
    for (const name of ['jo', 'al', 'mo']) await collector.eventWhen(name, every('delivered'));
    expect(paths(sandbox).slice(0, 2)).toEqual([
      'POST /api/event-bulk-create-jobs null',
      'POST /api/event-bulk-create-jobs 400',
    ]);
    expect(
      paths(sandbox)
        .slice(2)
        .every((path) => /^POST \/api\/(events|profile-import) 20\d$/.test(path)),
    ).toBe(true);
    expect(uniqueIds(sandbox)).toEqual(
      ['al', 'jo', 'mo'].flatMap((name) => [`order-${name}`, `order-${name}:1`, `order-${name}:2`]),
    );
  },
);

test('an event of a person whose profile is gone at Klaviyo still arrives', async () => {
  const { sandbox, collector } = await connectShop();
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  sandbox.clear();
  await collector.send({ context: visitor('jo'), events: [view('v2')] });
  await collector.eventWhen('v2', every('delivered'));
  expect(sandbox.events()).toMatchObject([{ unique_id: 'v2', email: 'jo@example.com' }]);
});

test('an event that is refused because its profile is unknown is sent again after a new upsert', async () => {
  const { sandbox, collector } = await connectShop();
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.eventWhen('v1', every('delivered'));
  sandbox.setFaults([{ endpoint: 'events', status: 404, times: 1 }]);
  await collector.send({ context: visitor('jo'), events: [view('v2')] });
  await collector.eventWhen('v2', every('delivered'));
  expect(paths(sandbox).slice(2)).toEqual([
    'POST /api/events 404',
    'POST /api/profile-import 200',
    'POST /api/events 202',
  ]);
});

test('a profile that Klaviyo does not take is noted on the delivery that brought it, and costs no event', async () => {
  const { sandbox, collector } = await connectShop();
  sandbox.setFaults([{ endpoint: 'profile-import', status: 400, times: 1 }]);
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  const delivered = await collector.eventWhen('v1', every('delivered'));
  expect(delivered.deliveries[0]?.note).toContain('The profile was not updated. Klaviyo answered 400');
  expect(sandbox.events()).toMatchObject([{ unique_id: 'v1', email: 'jo@example.com' }]);
});

test('a backlog of 10,000 events by 2,000 people drains in under 40 requests', async () => {
  const { sandbox, collector, destinationId } = await connectShop({
    sandbox: { latencyMs: 50 },
    environment: { KLAVIYO_REQUESTS_PER_SECOND: '5' },
  });
  await collector.api('PATCH', `/destinations/${destinationId}`, { status: 'PAUSED' });
  for (let batch = 0; batch < 40; batch++) {
    const events = Array.from({ length: 250 }, (_, index) => {
      const person = `p${(batch * 250 + index) % 2_000}`;
      const own = { identity: { email: `${person}@example.com` }, context: { visitor_id: `visitor-${person}` } };
      return { ...view(`v${batch}-${index}`), ...own };
    });
    expect(await collector.send({ events })).toEqual({ accepted: 250, rejected: [] });
  }
  expect(posts(sandbox)).toEqual([]);
  await collector.api('PATCH', `/destinations/${destinationId}`, { status: 'ACTIVE' });
  await vi.waitFor(() => expect(sandbox.events()).toHaveLength(10_000), { timeout: 25_000 });
  expect(new Set(uniqueIds(sandbox)).size).toBe(10_000);
  expect(sandbox.profiles()).toHaveLength(2_000);
  expect(posts(sandbox).length).toBeLessThan(40);
  await vi.waitFor(() => expect(posts(sandbox).every((request) => request.status === 202)).toBe(true), WITHIN);
});
