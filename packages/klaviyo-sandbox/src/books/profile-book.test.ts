import { expect, test } from 'vitest';
import { ProfileBook } from './profile-book.ts';

test('a full book forgets its oldest profile and frees what identified it', () => {
  const book = new ProfileBook(2);
  for (const name of ['a', 'b', 'c']) book.create({ email: `${name}@example.com`, _kx: name }, 0);
  expect(book.all().map(({ email }) => email)).toEqual(['b@example.com', 'c@example.com']);
  expect(book.holder('email', 'a@example.com')).toBeUndefined();
  expect(book.holder('_kx', 'a')).toBeUndefined();
  expect(book.holder('_kx', 'c')?.email).toBe('c@example.com');
});

test('an older _kx still finds its person, an older email does not', () => {
  const book = new ProfileBook(2);
  const profile = book.create({ email: 'old@example.com', _kx: 'old' }, 0);
  book.update(profile, { email: 'new@example.com', _kx: 'new' }, 0);
  expect(book.holder('_kx', 'old')).toBe(profile);
  expect(book.holder('_kx', 'new')).toBe(profile);
  expect(book.holder('email', 'new@example.com')).toBe(profile);
  expect(book.holder('email', 'old@example.com')).toBeUndefined();
});
