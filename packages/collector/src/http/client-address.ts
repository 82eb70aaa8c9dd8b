import { isIP, type BlockList } from 'node:net';
import { isListed, readAddressList } from '../address-list.ts';

/** Addresses of this machine and of the networks in which proxies stand. */
const LOCAL = readAddressList([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
]);

export interface Connection {
  /** The other end of the connection. */
  peer: string;
  /** The `X-Forwarded-For` header. */
  forwardedFor: string | undefined;
  trustedProxies: BlockList;
}

/**
 * What a client is counted by: its IPv4 address or IPv6 /64 network. The header is believed only as far as trusted
 * proxies wrote it, from right to left. Undefined for a private address that is no trusted proxy: that is this machine,
 * or a proxy nobody told us of, and limiting it would cut a whole shop.
 */
export function clientKey({ peer, forwardedFor, trustedProxies }: Connection): string | undefined {
  let address = plain(peer);
  if (isIP(address) === 0) return undefined;
  if (!isListed(trustedProxies, address)) return isListed(LOCAL, address) ? undefined : toKey(address);
  for (const hop of (forwardedFor ?? '').split(',').toReversed()) {
    const next = plain(hop.trim());
    if (isIP(next) === 0) break;
    address = next;
    if (!isListed(trustedProxies, address)) break;
  }
  return toKey(address);
}

/** The address alone: without brackets, port, zone, and the IPv6 prefix of an IPv4 address. */
function plain(text: string): string {
  const host = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return host.replace(/%.*$/, '').replace(/^::ffff:(?=[\d.]+$)/i, '');
}

function toKey(address: string): string {
  if (isIP(address) === 4) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
