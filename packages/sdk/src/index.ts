import { install } from './install.ts';
import type { Scout, ScoutOptions } from './start-scout.ts';

export { captureDataLayer } from './capture/data-layer.ts';
export { captureEmails } from './capture/emails.ts';
export { captureProductData } from './capture/product-data.ts';
export { captureRouteChanges } from './capture/route-changes.ts';
export { followConsentTools } from './capture/consent-tools.ts';
export { explain } from './explain.ts';
export type { Explain, Notice } from './explain.ts';
export type { Scout, ScoutOptions } from './start-scout.ts';
export type { Consent, EventName, EventProperties, Identity, Item } from '@scout/wire';

/**
 * The page's one Scout, started by the first call (or by the script tag) and the same for every later one. On a server,
 * and where the options are wrong (the console says what was expected), it is one that does nothing; it never throws.
 */
export function createScout(options: ScoutOptions): Scout {
  if (typeof window !== 'undefined') {
    try {
      if (!options.key) throw new Error(`expected key: "pk_…", got ${options.key}`);
      return install({ ...options, host: new URL(options.host).origin }, []);
    } catch (error) {
      window.console.error('[scout]', error);
    }
  }
  const nothing = () => {};
  return { identify: nothing, track: nothing, page: nothing, consent: nothing, reset: nothing };
}
