import { expect, test } from 'vitest';
import { maskEmail, maskEmailsIn } from './mask-email.ts';

test('an address keeps its first letter and its domain', () => {
  expect(maskEmail('jo@example.com')).toBe('j•••@example.com');
  expect(maskEmail('j@o@example.com')).toBe('j•••@example.com');
});

test('what is no address shows nothing', () => {
  expect([maskEmail('secret'), maskEmail('@example.com'), maskEmail('')]).toEqual(['•••', '•••', '•••']);
});

test('every address in a text is masked, the rest stays', () => {
  expect(maskEmailsIn('{"email":"jo.do+1@example.co.uk","page":"/a?e=ana@example.com","n":1}')).toBe(
    '{"email":"j•••@example.co.uk","page":"/•••@example.com","n":1}',
  );
});
