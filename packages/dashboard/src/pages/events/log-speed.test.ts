import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDashboard, TOKEN, type Running } from '../../../testing/start-dashboard.ts';

const EVENTS = 100_000;
const LIMIT_MS = 200;

let shop: Running;
beforeAll(async () => {
  shop = await startDashboard({ history: { hours: 48, events: EVENTS } });
}, 60_000);
afterAll(() => shop.stop());

const QUESTIONS = [
  '/log',
  '/log?status=failed',
  '/log?status=held',
  '/log?name=Purchase',
  '/log?email=ana12@example.com',
  '/log?q=ana12',
  '/log?q=719813',
  '/log?q=nobody',
  '/log?status=failed&reason=invalid_payload',
  '/log?status=skipped&name=PageView',
  '/log?test=true',
];

test.each(QUESTIONS)(`%s answers within ${LIMIT_MS} ms over 100,000 events`, async (question) => {
  const ask = async (): Promise<number> => {
    const started = performance.now();
    const answer = await fetch(`${shop.url}/api${question}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    await answer.json();
    expect(answer.status).toBe(200);
    return performance.now() - started;
  };
  const times = [await ask(), await ask(), await ask()].toSorted((a, b) => a - b);
  expect(times[1]).toBeLessThan(LIMIT_MS);
});
