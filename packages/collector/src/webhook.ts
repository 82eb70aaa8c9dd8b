import { lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

const TIMEOUT_MS = 10_000;

/** Sends a JSON body to an address that the owner gave; rejects with words for people unless a 2xx comes back. */
export type Webhook = (url: string, body: unknown) => Promise<void>;

/** Addresses that are not on the public internet (IANA's special-purpose registries). */
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv6');
}

/** Whether an IP address is one that only this machine or its network can reach. */
export function isPrivateAddress(address: string): boolean {
  if (!isIPv6(address)) return PRIVATE.check(address, 'ipv4');
  return PRIVATE.check(address, 'ipv6');
}

/**
 * Sends to public addresses by https alone, so that the collector is no way into the network around it; with
 * `allowPrivate` to any. The name is resolved once and that very address is connected to. No redirect is followed.
 */
export function createWebhook({ allowPrivate }: { allowPrivate: boolean }): Webhook {
  const guardedLookup: LookupFunction = (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const refused = addresses?.find(({ address }) => !allowPrivate && isPrivateAddress(address));
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error(`${hostname} has no address`), '');
      if (refused) return callback(privateAddress(refused.address), '');
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };

  return (text, body) =>
    new Promise((resolve, reject) => {
      const url = checkWebhookUrl(text, { allowPrivate });
      const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
        url,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          lookup: guardedLookup,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
        (answer) => {
          answer.resume();
          const { statusCode = 0 } = answer;
          if (statusCode >= 200 && statusCode < 300) resolve();
          else reject(new Error(`${url.host} answered ${statusCode}; expected 200 to 299.`));
        },
      );
      request.on('error', (error) => {
        reject(error.name === 'AbortError' ? new Error(`${url.host} did not answer within 10 s.`) : error);
      });
      request.end(JSON.stringify(body));
    });
}

/** The address as a URL; throws with what was expected when it is none to send to. */
export function checkWebhookUrl(text: string, { allowPrivate }: { allowPrivate: boolean }): URL {
  const url = URL.parse(text);
  const protocols = allowPrivate ? ['https:', 'http:'] : ['https:'];
  if (!url || !protocols.includes(url.protocol))
    throw new Error('Expected an address such as https://hooks.example.com/…');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw privateAddress(host);
  return url;
}

function privateAddress(address: string): Error {
  return new Error(`${address} is a private address. Set ALLOW_PRIVATE_WEBHOOKS=true if that is meant.`);
}
