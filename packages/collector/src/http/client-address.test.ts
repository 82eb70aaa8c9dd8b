import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddressList } from '../address-list.ts';
import { clientKey } from './client-address.ts';

const trustedProxies = readAddressList(['10.0.0.0/8', 'fd00::/8']);
const key = (peer: string, forwardedFor?: string) => clientKey({ peer, forwardedFor, trustedProxies });

test('who connects directly is counted by their own address, whatever they write in the header', () => {
  expect(key('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(key('::ffff:203.0.113.9')).toBe('203.0.113.9');
});

test('behind trusted proxies the last hop that they did not write themselves counts', () => {
  expect(key('10.0.0.1', '198.51.100.1')).toBe('198.51.100.1');
  expect(key('10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.2')).toBe('198.51.100.1');
  expect(key('10.0.0.1', '6.6.6.6, 198.51.100.1:4711')).toBe('198.51.100.1');
  expect(key('fd00::1', '"forged", [2001:db8:1:2:3::4]:99')).toBe('2001:db8:1:2::/64');
});

test('a header that is no list of addresses is believed no further than it is one', () => {
  expect(key('10.0.0.1', 'unknown')).toBe('10.0.0.1');
  expect(key('10.0.0.1', '198.51.100.1, nonsense, 10.0.0.2')).toBe('10.0.0.2');
  expect(key('10.0.0.1')).toBe('10.0.0.1');
});

test('the addresses of one IPv6 network count as one, however they are written', () => {
  const written = ['2001:db8::1', '2001:0db8:0:0:ffff::', '2001:DB8:0:0:1:2:3:4'];
  expect(new Set(written.map((peer) => key(peer)))).toEqual(new Set(['2001:db8:0:0::/64']));
  expect(key('2001:db8:0:1::1')).not.toBe(key('2001:db8::1'));
});

test.each(['127.0.0.1', '192.168.1.5', '::1', 'fe80::1%eth0', ''])(
  'a private peer %j that is no trusted proxy may stand for everybody and is not counted',
  (peer) => {
    expect(key(peer, '198.51.100.1')).toBeUndefined();
  },
);

test('any header from a trusted proxy gives a key that is an address or a network', () => {
  const hop = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constantFrom('10.0.0.9', '[::1]:80', '1.2.3.4:x'));
  fc.assert(
    fc.property(fc.array(hop, { maxLength: 6 }), (hops) => {
      expect(key('10.0.0.1', hops.join(','))).toMatch(/^(\d+\.){3}\d+$|^([0-9a-f]{1,4}:){4}:\/64$/);
    }),
  );
});
