import { isIP, type BlockList } from 'node:net';
import { isListed } from '../address-list.ts';
import { isPrivateAddress } from '../webhook.ts';

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
  if (!isListed(trustedProxies, address)) return isPrivateAddress(address) ? undefined : toKey(address);
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
