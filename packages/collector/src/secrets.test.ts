import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createToken, createVault, hashPassword, hashToken, sameSecret, verifyPassword } from './secrets.ts';

test('what a vault seals it opens again, whatever it is', () => {
  const vault = createVault('a secret for tests');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (plain) => {
      expect(vault.open(vault.seal(plain))).toBe(Buffer.from(plain, 'utf8').toString('utf8'));
    }),
  );
});

test('the same key sealed twice looks different, and neither shows it', () => {
  const vault = createVault('a secret for tests');
  const seals = [vault.seal('pk_very_secret'), vault.seal('pk_very_secret')];
  expect(new Set(seals).size).toBe(2);
  expect(seals.join(' ')).not.toContain('pk_very');
});

test('a seal opens with its own secret only', () => {
  const sealed = createVault('a secret for tests').seal('pk_very_secret');
  expect(() => createVault('another secret').open(sealed)).toThrow(/authenticate/);
});

test('a seal that was changed anywhere, cut or emptied does not open', () => {
  const vault = createVault('a secret for tests');
  const sealed = vault.seal('pk_very_secret');
  const parts = sealed.split('.');
  const refusal = /authenticate|authentication tag|Expected a sealed key/;
  for (const [index, part] of parts.entries()) {
    const flipped = (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
    for (const spoilt of [
      parts.with(index, flipped),
      parts.with(index, part.slice(0, -1)),
      parts.toSpliced(index, 1),
    ]) {
      expect(() => vault.open(spoilt.join('.'))).toThrow(refusal);
    }
  }
  expect(() => vault.open('')).toThrow('Expected a sealed key in format v1');
});

test('a token has its prefix and is never made twice', () => {
  const tokens = Array.from({ length: 1_000 }, () => createToken('pk_'));
  expect(new Set(tokens).size).toBe(1_000);
  expect(tokens.every((token) => /^pk_[\w-]{24}$/.test(token))).toBe(true);
});

test('a token is kept as its SHA-256', () => {
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('two secrets are the same only when they are, whatever their lengths', () => {
  expect(sameSecret('a token', 'a token')).toBe(true);
  for (const other of ['a tokeN', 'a token ', 'a', '']) expect(sameSecret(other, 'a token')).toBe(false);
});

test('a password is verified by its salted hash, which is another one each time', async () => {
  const [first, second] = [await hashPassword('a long password'), await hashPassword('a long password')];
  expect(first).not.toBe(second);
  expect(first).not.toContain('password');
  expect(await verifyPassword('a long password', first)).toBe(true);
  expect(await verifyPassword('a long password', second)).toBe(true);
  expect(await verifyPassword('a long Password', first)).toBe(false);
  expect(await verifyPassword('', first)).toBe(false);
});

test.each(['', 'scrypt', 'scrypt..', 'bcrypt.abc.def', 'scrypt.abc.'])(
  'no password fits the broken hash "%s"',
  async (stored) => {
    expect(await verifyPassword('', stored)).toBe(false);
  },
);
