import type { Context } from '@scout/wire';
import type { CheckedContext } from '@scout/wire/schema';
import { present } from './present.ts';
import { stripUrl } from './strip-url.ts';

const ADDRESSES = ['page_url', 'landing_page', 'first_landing_page', 'referrer', 'first_referrer'] as const;

/** What a batch or an event says of its session, with its pages' addresses stripped to what may be kept. */
export function readContext(context: CheckedContext | undefined): Context {
  const read: Context = present(context ?? {});
  for (const name of ADDRESSES) {
    const address = read[name];
    if (address !== undefined) read[name] = stripUrl(address);
  }
  return read;
}
