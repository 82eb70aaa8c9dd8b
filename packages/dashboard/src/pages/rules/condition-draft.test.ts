import { expect, test } from 'vitest';
import { toConditions, toDraft } from './condition-draft.ts';

test('conditions go through the form and back', () => {
  const conditions = {
    min_value: 0,
    max_value: 99.5,
    currency: ['EUR', 'SEK'],
    page_path: ['/products'],
    visitor: 'new',
    consent: 'granted',
    source: 'server',
  } as const;
  expect(
    toConditions(toDraft({ ...conditions, currency: [...conditions.currency], page_path: [...conditions.page_path] })),
  ).toEqual(conditions);
});

test('an empty form asks nothing', () => {
  expect(toConditions(toDraft({}))).toEqual({});
});

test('lists may be typed with any spaces and empty places', () => {
  expect(toConditions({ ...toDraft({}), currency: ' eur,, sek ', page_path: '/a ,/b' })).toEqual({
    currency: ['EUR', 'SEK'],
    page_path: ['/a', '/b'],
  });
});
