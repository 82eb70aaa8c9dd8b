import { expect, test } from 'vitest';
import { readEmailAddress } from './email-address.ts';

test.each([
  [' Ada@Example.COM ', 'ada@example.com'],
  ['a.b+tag@sub.example.co.uk', 'a.b+tag@sub.example.co.uk'],
  ["o'brien@example.ie", "o'brien@example.ie"],
  ['jo@xn--bcher-kva.example', 'jo@xn--bcher-kva.example'],
])('%j is the address %s', (text, address) => {
  expect(readEmailAddress(text)).toBe(address);
});

test.each([
  'ada',
  'ada@',
  '@example.com',
  'ada@example',
  'ada@@example.com',
  'ada..l@example.com',
  '.ada@example.com',
  'ada@-example.com',
  'ada@example..com',
  'ada@1.2.3.4',
  'ada lovelace@example.com',
  'Ada <ada@example.com>',
  'mailto:ada@example.com',
  'a@example.com,b@example.com',
  'ada\u200B@example.com',
  `${'a'.repeat(250)}@example.com`,
])('%j is no address', (text) => {
  expect(readEmailAddress(text)).toBeUndefined();
});

test('a long text that nearly matches is turned down', () => {
  expect(readEmailAddress(`${'a.'.repeat(50_000)}@${'a-'.repeat(50_000)}`)).toBeUndefined();
  expect(readEmailAddress(`${'a.'.repeat(60)}@${'a-.'.repeat(40)}`)).toBeUndefined();
});
