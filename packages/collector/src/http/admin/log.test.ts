import { expect, onTestFinished, test } from 'vitest';
import { connectShop, order, uniqueIds, view, visitor } from '../../testing/connected-shop.ts';
import { ADMIN_TOKEN, every, startTestCollector, type TestCollector } from '../../testing/test-collector.ts';

interface Log {
  events: { id: string; name: string; email: string | null; deliveries: { id: string; status: string }[] }[];
  next_cursor: string | null;
}

const log = async (collector: TestCollector, query: string): Promise<string[]> =>
  (await collector.api<Log>('GET', `/log${query}`)).events.map((event) => event.id);

const jo = { identity: { email: 'jo@example.com' }, context: visitor('jo') };

test('the log is newest first and comes in pages that neither skip nor repeat', async () => {
  const collector = await startTestCollector({});
  onTestFinished(() => collector.remove());
  const ids = Array.from({ length: 25 }, (_, index) => `v${index}`);
  for (const id of ids) await collector.send({ events: [view(id)] });
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Log = await collector.api<Log>('GET', `/log?limit=10&cursor=${cursor}`);
    seen.push(...page.events.map((event) => event.id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(ids.toReversed());
});

test('the log is filtered by status, reason, name, person, time and free text', async () => {
  const { collector, destinationId } = await connectShop();
  await collector.send({ ...jo, events: [view('v1'), order('o1')] });
  await collector.send({ context: visitor('al'), events: [view('v2')] });
  await collector.send({ ...jo, events: [{ id: 'q1', name: 'Quiz Finished' }] });
  await collector.eventWhen('v1', every('delivered'));
  await collector.eventWhen('o1', every('delivered'));
  const sorted = async (query: string) => (await log(collector, query)).toSorted();
  expect(await sorted('?status=delivered')).toEqual(['o1', 'v1']);
  expect(await sorted('?status=held')).toEqual(['v2']);
  expect(await sorted('?reason=no_rule')).toEqual(['q1']);
  expect(await sorted('?name=view_item')).toEqual(['v1', 'v2']);
  expect(await sorted('?email=JO@example.com')).toEqual(['o1', 'q1', 'v1']);
  expect(await sorted('?q=order-o1')).toEqual(['o1']);
  expect(await sorted('?q=v2')).toEqual(['v2']);
  expect(await sorted(`?destination_id=${destinationId}&status=skipped`)).toEqual(['q1']);
  expect(await sorted('?test=true')).toEqual([]);
  expect(await sorted(`?from=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).toEqual([]);
  expect(await sorted('?status=&name=&email=')).toEqual(['o1', 'q1', 'v1', 'v2']);
});

test.each(['status=lost', 'limit=0', 'limit=x', 'cursor=abc', 'from=yesterday', 'test=1'])(
  'the filter %s is refused with what was expected',
  async (query) => {
    const collector = await startTestCollector({});
    onTestFinished(() => collector.remove());
    await expect(collector.api('GET', `/log?${query}`)).rejects.toThrow(/400.*expected/s);
  },
);

test('one event shows its stored form, what was sent for it, and every attempt with the answer', async () => {
  const { sandbox, collector } = await connectShop();
  sandbox.setFaults([{ endpoint: 'events', status: 503, times: 1 }]);
  await collector.send({ ...jo, events: [view('v/1?')] });
  await collector.eventWhen('v/1?', every('delivered'));
  const shown = await collector.api<Record<string, unknown>>('GET', `/log/${encodeURIComponent('v/1?')}`);
  expect(shown).toMatchObject({
    id: 'v/1?',
    event: { id: 'v/1?', name: 'ViewContent', product: { product_id: 'mug' } },
    payloads: [
      { payloads: [{ profile: { email: 'jo@example.com' } }, { metric: 'Viewed Product', unique_id: 'v/1?' }] },
    ],
    attempts: [
      { method: 'POST', path: '/api/profile-import', status: 201 },
      { path: '/api/events', status: 503, answer: expect.stringContaining('errors') },
      { path: '/api/events', status: 202, latency_ms: expect.any(Number), request: expect.stringContaining('v/1?') },
    ],
  });
  await expect(collector.api('GET', '/log/unknown')).rejects.toThrow('404');
});

test('an event that was released shows the address it went out with', async () => {
  const { collector } = await connectShop();
  await collector.send({ context: visitor('jo'), events: [view('v1')] });
  await collector.send({ ...jo, events: [] });
  await collector.eventWhen('v1', every('delivered'));
  const shown = await collector.api('GET', '/log/v1');
  expect(shown).toMatchObject({ payloads: [{ payloads: [{ profile: { email: 'jo@example.com' } }, {}] }] });
});

test('the stream begins with what there is and goes on with each change', async () => {
  const { collector } = await connectShop();
  await collector.send({ context: visitor('jo'), events: [view('v1')] });
  const response = await fetch(`${collector.url}/api/log/stream?name=ViewContent`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const statuses: string[] = [];
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (data === undefined) continue;
      const event = JSON.parse(data) as Log['events'][number];
      expect(event.id).toBe('v1');
      statuses.push(event.deliveries[0]?.status ?? '');
    }
    if (statuses.length === 1) await collector.send({ ...jo, events: [] });
    if (statuses.includes('delivered')) break;
  }
  expect([statuses[0], statuses.at(-1)]).toEqual(['held', 'delivered']);
});

test('a failed delivery is sent again on request, and so is one that no rule sent', async () => {
  const { sandbox, collector, destinationId } = await connectShop();
  sandbox.setFaults([{ endpoint: 'events', status: 400, unique_id: 'v1', times: 1 }]);
  await collector.send({ ...jo, events: [view('v1'), { id: 'q1', name: 'Quiz Finished' }] });
  const failed = await collector.eventWhen('v1', every('failed'));
  await collector.api('POST', `/deliveries/${failed.deliveries[0]?.id}/retry`);
  await collector.eventWhen('v1', every('delivered'));
  const skipped = await collector.eventWhen('q1', every('skipped'));
  const retry = `/deliveries/${skipped.deliveries[0]?.id}/retry`;
  await expect(collector.api('POST', retry)).rejects.toThrow(/409.*No enabled rule/s);
  await collector.api('POST', '/rules', { destination_id: destinationId, event: 'Quiz Finished' });
  await collector.api('POST', retry);
  await collector.eventWhen('q1', every('delivered'));
  expect(uniqueIds(sandbox)).toEqual(['q1', 'v1']);
  await expect(collector.api('POST', '/deliveries/999999/retry')).rejects.toThrow('404');
  await expect(collector.api('POST', '/deliveries/abc/retry')).rejects.toThrow('404');
});

test('a replay counts what a filter names, and sends it only without dry_run', async () => {
  const { sandbox, collector } = await connectShop();
  sandbox.setFaults([
    { status: 400, unique_id: 'v1' },
    { status: 400, unique_id: 'v2' },
  ]);
  await collector.send({ ...jo, events: [view('v1')] });
  await collector.eventWhen('v1', every('failed'));
  await collector.send({ ...jo, events: [view('v2')] });
  await collector.eventWhen('v2', every('failed'));
  await collector.send({ ...jo, events: [view('v3')] });
  await collector.eventWhen('v3', every('delivered'));
  sandbox.setFaults([]);
  const replay = (body: object) => collector.api('POST', '/replay', body);
  expect(await replay({ status: 'failed', dry_run: true })).toEqual({
    dry_run: true,
    events: 2,
    deliveries: 2,
    more: false,
  });
  await collector.eventWhen('v1', every('failed'));
  expect(await replay({ status: 'failed' })).toEqual({ dry_run: false, events: 2, deliveries: 2, more: false });
  await collector.eventWhen('v1', every('delivered'));
  await collector.eventWhen('v2', every('delivered'));
  expect(uniqueIds(sandbox)).toEqual(['v1', 'v2', 'v3']);
  await expect(replay({ status: 'lost' })).rejects.toThrow('400');
});

test('the statistics count each status, and how much of it is identified and on time', async () => {
  const { collector } = await connectShop();
  await collector.send({ ...jo, events: [view('v1'), order('o1')] });
  await collector.send({ context: visitor('al'), events: [view('v2')] });
  await collector.send({ ...jo, events: [{ id: 'q1', name: 'Quiz Finished' }] });
  await collector.eventWhen('v1', every('delivered'));
  await collector.eventWhen('o1', every('delivered'));
  const stats = await collector.api<{ by_hour: unknown[] }>('GET', '/stats?hours=24');
  expect(stats).toMatchObject({
    hours: 24,
    received: 4,
    identified_share: 0.75,
    by_status: { queued: 0, retrying: 0, held: 1, delivered: 2, skipped: 1, failed: 0 },
    latency_ms: { p50: expect.any(Number), p95: expect.any(Number) },
    orders: { received: 1, delivered: 1 },
    queue_depth: 0,
    held: 1,
  });
  expect(stats.by_hour).toHaveLength(24);
  await expect(collector.api('GET', '/stats?hours=0')).rejects.toThrow('400');
});
