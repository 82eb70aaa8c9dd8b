import { expect, test } from 'vitest';
import { type QueueItem, createQueue } from './queue.ts';

const event = (id: number, context = '{"s":1}'): QueueItem => [context, `{"id":${id}}`, ''];
const who = (email: string): QueueItem => ['{"s":1}', '', `{"email":"${email}"}`];

function queueOf(...items: QueueItem[]) {
  const queue = createQueue(`page-${Math.random()}`);
  for (const item of items) queue._push(item);
  return queue;
}

test('a batch is the items that share a context, in order', () => {
  const queue = queueOf(event(1), event(2), event(3, '{"s":2}'), event(4));
  expect(queue._next()).toEqual([event(1), event(2)]);
  expect(queue._next()).toEqual([event(3, '{"s":2}')]);
  expect(queue._next()).toEqual([event(4)]);
  expect(queue._next()).toEqual([]);
});

test('an identity goes with the events around it, another one in a batch of its own', () => {
  const queue = queueOf(event(1), who('a@b.se'), event(2), who('a@b.se'), who('c@d.se'), event(3));
  expect(queue._next()).toEqual([event(1), who('a@b.se'), event(2), who('a@b.se')]);
  expect(queue._next()).toEqual([who('c@d.se'), event(3)]);
});

test('a batch ends before its events are longer than 16,000 characters, but one long event goes alone', () => {
  const long = (length: number): QueueItem => ['{}', 'x'.repeat(length), ''];
  const queue = queueOf(long(9_000), long(7_000), long(1), long(50_000), long(1));
  expect([queue._next(), queue._next(), queue._next(), queue._next()].map((batch) => batch.length)).toEqual([
    2, 1, 1, 1,
  ]);
});

test('a batch that was not delivered is up again, a delivered one is not', () => {
  const queue = queueOf(event(1), event(2, '{"s":2}'));
  const first = queue._next();
  const second = queue._next();
  queue._settle(second, true);
  queue._settle(first, false);
  expect(queue._next()).toEqual([event(1)]);
});

test('the 301st item costs the oldest', () => {
  const queue = queueOf();
  for (let id = 1; id <= 300; id++) expect(queue._push(event(id))).toBe(true);
  expect(queue._push(event(301))).toBe(false);
  expect(queue._next()[0]).toEqual(event(2));
});

test('without a working storage nothing is taken for adopted by another page', () => {
  const queue = queueOf(event(1));
  queue._save();
  queue._save();
  expect(queue._next()).toEqual([event(1)]);
});
