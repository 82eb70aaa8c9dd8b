import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { busiestSecond } from '../testing/busiest-second.ts';
import { Limiter, type EndpointLimit } from './limiter.ts';

/** A limiter in a time that only the test moves, from 0 on. */
function setUp(requestsPerSecond: number, endpoints: Record<string, EndpointLimit> = {}) {
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const limiter = new Limiter({ requestsPerSecond, endpoints, clock: systemClock });
  const starts: number[] = [];
  const send = (latencyMs = 0, endpoint = 'events'): Promise<void> =>
    limiter.run(async (slot) => {
      void slot.send(endpoint, () => {
        starts.push(Date.now());
        return new Promise<void>((resolve) => {
          setTimeout(resolve, latencyMs);
        });
      });
    });
  return { limiter, starts, send };
}

test.each([0, 40, 200, 3_000])(
  'no sliding second holds more starts than allowed, with answers after %i ms',
  async (ms) => {
    const { starts, send } = setUp(5);
    for (let index = 0; index < 40; index++) void send(ms);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(starts).toHaveLength(40);
    expect(busiestSecond(starts)).toBe(5);
  },
);

test('requests that come in bursts never make a second too full', async () => {
  const { starts, send } = setUp(5);
  for (let burst = 0; burst < 30; burst++) {
    for (let index = 0; index <= burst % 4; index++) void send(burst % 3 === 0 ? 120 : 10);
    await vi.advanceTimersByTimeAsync(130 + (burst % 7) * 90);
  }
  await vi.advanceTimersByTimeAsync(30_000);
  expect(starts).toHaveLength(73);
  expect(busiestSecond(starts)).toBeLessThanOrEqual(5);
});

test('a slot is kept for a second after its answer, because the request may have arrived that late', async () => {
  const { starts, send } = setUp(1);
  void send(200);
  void send(200);
  await vi.advanceTimersByTimeAsync(1_199);
  expect(starts).toEqual([0]);
  await vi.advanceTimersByTimeAsync(1);
  expect(starts).toEqual([0, 1_200]);
});

test('a slow answer keeps its slot for a second and a quarter and not for longer', async () => {
  const { starts, send } = setUp(1);
  void send(10_000);
  void send(10_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(starts).toEqual([0, 1_250]);
});

test('a slot that sends nothing is free again at once', async () => {
  const { limiter, starts, send } = setUp(2);
  for (let index = 0; index < 20; index++) await limiter.run(async () => {});
  void send();
  void send();
  await vi.advanceTimersByTimeAsync(0);
  expect(starts).toEqual([0, 0]);
});

test('a step that breaks gives its slot back and rejects', async () => {
  const { limiter, starts, send } = setUp(1);
  await expect(limiter.run(() => Promise.reject(new Error('no plan')))).rejects.toThrow('no plan');
  void send();
  await vi.advanceTimersByTimeAsync(0);
  expect(starts).toEqual([0]);
});

test('run resolves with the result before the slot is free', async () => {
  const { limiter } = setUp(1);
  await expect(limiter.run((slot) => slot.send('events', async () => 'answer'))).resolves.toBe('answer');
});

test('a pause stops every start until its end, the longest pause counts, and the waiting go on by themselves', async () => {
  const { limiter, starts, send } = setUp(5);
  limiter.pauseUntil(3_000);
  limiter.pauseUntil(1_000);
  void send();
  void send();
  expect(limiter.isOpen('events')).toBe(false);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(starts).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(starts).toEqual([3_000, 3_000]);
  expect(limiter.isOpen('events')).toBe(true);
});

test('a waiting step is given up when its signal aborts, even during a pause; a running one is not cut', async () => {
  const { limiter, starts, send } = setUp(1);
  const lane = new AbortController();
  let finish = (): void => {};
  const running = limiter.run(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
    lane.signal,
  );
  const waiting = limiter.run(async () => 'started', lane.signal);
  limiter.pauseUntil(60_000);
  lane.abort(new Error('the lane ends'));
  await expect(waiting).rejects.toThrow('the lane ends');
  await expect(limiter.run(async () => 'started', lane.signal)).rejects.toThrow('the lane ends');
  finish();
  await expect(running).resolves.toBeUndefined();
  void send();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(starts).toEqual([60_000]);
});

test('an endpoint closes after its requests of a second and opens when the oldest is a second old', async () => {
  const { limiter, send } = setUp(75, { bulk: { perSecond: 10, perMinute: 150 } });
  for (let index = 0; index < 10; index++) void send(0, 'bulk');
  await vi.advanceTimersByTimeAsync(0);
  expect([limiter.isOpen('bulk'), limiter.opensAt('bulk'), limiter.isOpen('events')]).toEqual([false, 1_000, true]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(limiter.isOpen('bulk')).toBe(true);
});

test('an endpoint closes after its requests of a minute, whatever the seconds say', async () => {
  const { limiter, starts, send } = setUp(5, { bulk: { perSecond: 10, perMinute: 150 } });
  for (let index = 0; index < 150; index++) void send(0, 'bulk');
  await vi.advanceTimersByTimeAsync(45_000);
  expect(starts).toHaveLength(150);
  expect([limiter.isOpen('bulk'), limiter.opensAt('bulk')]).toEqual([false, 60_000]);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(limiter.isOpen('bulk')).toBe(true);
});

test('an endpoint that the destination calls used up stays closed until then, and no other does', async () => {
  const { limiter } = setUp(5, {
    bulk: { perSecond: 10, perMinute: 150 },
    events: { perSecond: 350, perMinute: 3_500 },
  });
  limiter.closeEndpoint('bulk', 30_000);
  limiter.closeEndpoint('bulk', 10_000);
  expect([limiter.opensAt('bulk'), limiter.opensAt('events'), limiter.nextOpening]).toEqual([30_000, 0, 0]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(limiter.isOpen('bulk')).toBe(true);
});

test('a changed rate holds from the next free slot on', async () => {
  const { limiter, starts, send } = setUp(5);
  for (let index = 0; index < 12; index++) void send();
  await vi.advanceTimersByTimeAsync(0);
  limiter.requestsPerSecond = 2;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(starts).toHaveLength(12);
  expect(busiestSecond(starts.slice(5))).toBe(2);
  expect(busiestSecond(starts)).toBe(5);
});

test.each([0, 2.5, Number.NaN, -1])('a rate of %d is refused with what was expected', (rate) => {
  const { limiter } = setUp(5);
  const refusal = `Expected requestsPerSecond to be a whole number of at least 1, got ${rate}`;
  expect(() => new Limiter({ requestsPerSecond: rate, endpoints: {}, clock: systemClock })).toThrow(refusal);
  expect(() => {
    limiter.requestsPerSecond = rate;
  }).toThrow(refusal);
});
