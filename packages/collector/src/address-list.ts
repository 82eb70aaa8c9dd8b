import { BlockList, isIP } from 'node:net';

/** Reads addresses and networks such as `10.0.0.0/8` or `fd00::1`; throws naming the first that is neither. */
export function readAddressList(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', prefix, ...others] = text.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const bits = prefix === undefined ? undefined : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    const fits = bits === undefined || bits <= (family === 'ipv6' ? 128 : 32);
    if (isIP(address) === 0 || others.length > 0 || !fits) {
      throw new Error(`expected addresses or networks such as 10.0.0.0/8, got "${text}"`);
    }
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, bits, family);
  }
  return list;
}

/** Whether an IP address is on the list; an IPv4 address written as IPv6 (`::ffff:10.0.0.1`) counts as IPv4. */
export function isListed(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
