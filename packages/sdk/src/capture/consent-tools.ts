import type { Consent } from '@scout/wire';
import { hasPrivacySignal } from '../browser/privacy-signal.ts';
import type { Scout } from '../start-scout.ts';
import { onPush } from './on-push.ts';

interface ShopifyPrivacy {
  marketingAllowed(): boolean;
  analyticsProcessingAllowed(): boolean;
}

interface TcData {
  gdprApplies?: boolean;
  eventStatus?: string;
  purpose?: { consents?: Record<string, boolean> };
}

interface ConsentTools {
  Shopify?: { customerPrivacy?: ShopifyPrivacy };
  __tcfapi?: (command: string, version: number, callback: (data: TcData, isOk: boolean) => void) => void;
}

/** TCF purposes: store on the device, profiles for personalised advertising, and using them. */
const TCF_PURPOSES = ['1', '3', '4'];

/**
 * Passes on what the shop's consent tool decides: Google's consent mode through `gtag`, Shopify's customer privacy API,
 * and the IAB's TCF, whichever are there. Marketing and analytics must both be allowed; what no one has answered yet
 * stays pending.
 */
export function followConsentTools(scout: Scout): void {
  followGoogle(scout);
  followShopify(scout);
  followTcf(scout);
  // A tool that loads late is there by then.
  if (document.readyState !== 'complete') addEventListener('load', () => followTcf(scout), { once: true });
}

/** https://developers.google.com/tag-platform/security/guides/consent */
function followGoogle(scout: Scout): void {
  let settings: Record<string, unknown> = {};
  onPush('dataLayer', (entry) => {
    const [command, action, changes] = Array.from(entry as ArrayLike<unknown>);
    if (command !== 'consent') return;
    settings = { ...settings, ...(changes as object) };
    const next = toGoogleConsent(action, settings, hasPrivacySignal());
    if (next) scout.consent(next);
  });
}

/** A default is the shop's, not the shopper's: it can allow, where no privacy signal stands against it, but not deny. */
export function toGoogleConsent(
  action: unknown,
  settings: Record<string, unknown>,
  hasSignal: boolean | undefined,
): Consent | undefined {
  const { ad_storage: ads, analytics_storage: analytics } = settings;
  if (ads === 'granted' && analytics !== 'denied') return action === 'update' || !hasSignal ? 'granted' : undefined;
  return action === 'update' && (ads === 'denied' || analytics === 'denied') ? 'denied' : undefined;
}

/** https://shopify.dev/docs/api/customer-privacy */
function followShopify(scout: Scout): void {
  const privacy = (window as ConsentTools).Shopify?.customerPrivacy;
  if (privacy?.marketingAllowed() && privacy.analyticsProcessingAllowed()) scout.consent('granted');
  document.addEventListener('visitorConsentCollected', (event) => {
    const { marketingAllowed, analyticsAllowed } = (event as CustomEvent<Record<string, boolean>>).detail;
    scout.consent(marketingAllowed && analyticsAllowed ? 'granted' : 'denied');
  });
}

const followed = new WeakSet<Scout>();

/** https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework */
function followTcf(scout: Scout): void {
  const { __tcfapi } = window as ConsentTools;
  if (!__tcfapi || followed.has(scout)) return;
  followed.add(scout);
  __tcfapi('addEventListener', 2, (data, isOk) => {
    const next = isOk && toTcfConsent(data);
    if (next) scout.consent(next);
  });
}

export function toTcfConsent({ gdprApplies, eventStatus, purpose }: TcData): Consent | undefined {
  if (gdprApplies === false) return 'granted';
  if (eventStatus !== 'tcloaded' && eventStatus !== 'useractioncomplete') return undefined;
  return TCF_PURPOSES.every((id) => purpose?.consents?.[id]) ? 'granted' : 'denied';
}
