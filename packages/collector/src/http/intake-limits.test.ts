import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../clock.ts';
import { ORIGIN, SITE_KEY, startTestCollector, type TestCollector } from '../testing/test-collector.ts';

const FLOODER = '198.51.100.66';
const SHOPPER = '203.0.113.5';

/** Behind a proxy on this machine that is trusted, with a clock that stands still and whose waits are over at once. */
async function openCollector(environment: Record<string, string>) {
  let now = Date.parse('2026-11-23T10:00:00Z');
  const clock: Clock = {
    now: () => now,
    after: (ms, callback) => {
      // Refusals wait a second; everything that comes back by itself later has no part in this.
      if (ms > 1_000) return () => {};
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    },
  };
  const collector = await startTestCollector({
    clock,
    environment: { TRUSTED_PROXIES: '127.0.0.0/8,::1', ...environment },
  });
  onTestFinished(() => collector.remove());
  return {
    collector,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

let made = 0;
function post(
  { url }: TestCollector,
  { from, key = SITE_KEY, headers = {} }: { from?: string; key?: string; headers?: Record<string, string> },
) {
  return fetch(`${url}/v1/e`, {
    method: 'POST',
    headers: { origin: ORIGIN, ...(from === undefined ? {} : { 'x-forwarded-for': from }), ...headers },
    body: JSON.stringify({ key, events: [{ id: `limited-${++made}`, name: 'PageView' }] }),
  });
}

const statuses = async (answers: Promise<Response>[]) => {
  const all = await Promise.all(answers);
  await Promise.all(all.map((answer) => answer.text()));
  return all.map((answer) => answer.status);
};

test('who floods is told to come back later, and nobody else is', async () => {
  const { collector } = await openCollector({ INTAKE_LIMIT_PER_ADDRESS: '5' });
  const flood = await statuses(Array.from({ length: 50 }, () => post(collector, { from: FLOODER })));
  expect(flood.filter((status) => status === 202)).toHaveLength(20);
  expect(flood.filter((status) => status === 429)).toHaveLength(30);
  const refused = await post(collector, { from: FLOODER });
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  expect(await refused.json()).toMatchObject({ status: 429, detail: expect.stringContaining('Try again in') });
  expect(await statuses([post(collector, { from: SHOPPER })])).toEqual([202]);
});

test('what was used up comes back with time', async () => {
  const { collector, pass } = await openCollector({ INTAKE_LIMIT_PER_ADDRESS: '5' });
  await statuses(Array.from({ length: 20 }, () => post(collector, { from: FLOODER })));
  expect(await statuses([post(collector, { from: FLOODER })])).toEqual([429]);
  pass(1_000);
  const later = await statuses(Array.from({ length: 6 }, () => post(collector, { from: FLOODER })));
  expect(later.filter((status) => status === 202)).toHaveLength(5);
});

test('a flooder who writes other addresses into the header stays the same to us', async () => {
  const { collector } = await openCollector({ INTAKE_LIMIT_PER_ADDRESS: '5' });
  const forged = (index: number) => `10.1.1.${index}, ${FLOODER}`;
  const flood = await statuses(Array.from({ length: 30 }, (_, index) => post(collector, { from: forged(index) })));
  expect(flood.filter((status) => status === 202)).toHaveLength(20);
});

test('without trusted proxies the header counts for nothing', async () => {
  const { collector } = await openCollector({ INTAKE_LIMIT_PER_ADDRESS: '1', TRUSTED_PROXIES: '192.0.2.1' });
  const answers = await statuses(Array.from({ length: 20 }, () => post(collector, { from: FLOODER })));
  expect(new Set(answers)).toEqual(new Set([202]));
});

test('browsers of one site share a limit, and the backend with its key is not held up by them', async () => {
  const { collector } = await openCollector({ INTAKE_LIMIT_PER_ADDRESS: '1', INTAKE_LIMIT_PER_SITE: '10' });
  const crowd = await statuses(
    Array.from({ length: 40 }, (_, index) => post(collector, { from: `203.0.113.${index}` })),
  );
  expect(crowd.filter((status) => status === 202)).toHaveLength(20);
  const [site] = await collector.api<{ id: string }[]>('GET', '/sites');
  const { server_key } = await collector.api<{ server_key: string }>('PATCH', `/sites/${site?.id}`, {
    rotate_server_key: true,
  });
  const headers = { authorization: `Bearer ${server_key}` };
  const backend = await statuses(Array.from({ length: 30 }, () => post(collector, { from: FLOODER, headers })));
  expect(new Set(backend)).toEqual(new Set([202]));
});

test('guessing server keys is limited like everything from one address', async () => {
  const { collector } = await openCollector({ INTAKE_LIMIT_PER_ADDRESS: '5' });
  const guess = (index: number) => post(collector, { from: FLOODER, headers: { authorization: `Bearer sk_${index}` } });
  const answers = await statuses(Array.from({ length: 30 }, (_, index) => guess(index)));
  expect(answers.filter((status) => status === 401)).toHaveLength(20);
  expect(answers.filter((status) => status === 429)).toHaveLength(10);
});

test(
  'who says nothing, or never ends the headers or the body, is cut, while others are served',
  { timeout: 60_000 },
  async () => {
    const { collector } = await openCollector({});
    const { port } = new URL(collector.url);
    const beginnings = [
      '',
      'POST /v1/e HTTP/1.1\r\nhost: x\r\nx-slow: ',
      'POST /v1/e HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"key":',
    ];
    const cuts = beginnings.map(async (beginning) => {
      const slow = connect(Number(port), '127.0.0.1');
      onTestFinished(() => {
        slow.destroy();
      });
      slow.on('error', () => {});
      slow.resume();
      await once(slow, 'connect');
      slow.write(beginning);
      await once(slow, 'close');
    });
    expect(await statuses([post(collector, { from: SHOPPER })])).toEqual([202]);
    expect(await Promise.all(cuts)).toHaveLength(beginnings.length);
  },
);

test('a client that hangs up in the middle of its body breaks nothing', async () => {
  const { collector } = await openCollector({});
  const { port } = new URL(collector.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /v1/e HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"key":');
  socket.resetAndDestroy();
  expect(await statuses([post(collector, { from: SHOPPER })])).toEqual([202]);
});
