import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isListed, readAddressList } from './address-list.ts';

test('addresses and networks of both families are on the list, and no others', () => {
  const list = readAddressList(['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '2001:db8::1']);
  const listed = ['10.9.8.7', '192.0.2.7', 'fd12::1', '2001:db8::1', '::ffff:10.1.1.1'];
  const others = ['11.0.0.1', '192.0.2.8', 'fe80::1', '2001:db8::2'];
  expect([...others, ...listed].filter((address) => isListed(list, address))).toEqual(listed);
});

test.each(['localhost', '10.0.0.0/33', '10.0.0.0/x', '::1/129', '10.0.0.0/8/8', '', '10.0.0'])(
  '"%s" is refused with what was expected',
  (text) => {
    expect(() => readAddressList([text])).toThrow('expected addresses or networks such as 10.0.0.0/8');
  },
);

test('any text is a list or that error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), (text) => {
      try {
        readAddressList([text]);
      } catch (error) {
        expect((error as Error).message).toContain('expected addresses or networks');
      }
    }),
  );
});
