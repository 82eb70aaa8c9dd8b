import { expect, test } from 'vitest';
import { EventBook } from './event-book.ts';
import { ProfileBook } from './profile-book.ts';

test('a full book forgets its oldest tenth, and with it what was a repeat', () => {
  const profile = new ProfileBook(10).create({ email: 'ada@example.com' }, 0);
  const book = new EventBook(20);
  const record = (uniqueId: string) =>
    book.record({
      event: {
        metric: 'Viewed Product',
        properties: {},
        time: 0,
        value: null,
        value_currency: null,
        unique_id: uniqueId,
        backfill: undefined,
      },
      profile,
      via: 'single',
      requestId: 'r',
      now: 0,
    });
  for (let number = 0; number < 20; number += 1) record(String(number));
  expect(record('0')).toBeUndefined();
  record('20');
  expect(book.all().map((event) => event.unique_id)).toEqual(
    Array.from({ length: 19 }, (_, index) => String(index + 2)),
  );
  expect(record('0')).toBeDefined();
  expect(record('2')).toBeUndefined();
});
