import type { Context } from '@scout/wire';
import { randomDigits } from './random-digits.ts';

/** What a page load knows about how the shopper came here. */
export interface Landing {
  /** `location.href` */
  _url: string;
  /** The parameters of its query, decoded. */
  _query: Record<string, string>;
  /** `document.referrer`, may be empty */
  _referrer: string;
  /** By name, as they are encoded. */
  _cookies: Record<string, string>;
  /** The shop's own domain: referrers on it and below it are the shop itself. */
  _site: string;
}

/** What brought a session. */
export type Source = Pick<
  Context,
  'utm_source' | 'utm_medium' | 'utm_campaign' | 'utm_term' | 'utm_content' | 'referrer' | 'landing_page'
>;

/** Ids that ad networks and Klaviyo put on links; they belong to the visitor, the newest wins. */
export type ClickIds = Pick<Context, 'gclid' | 'gbraid' | 'wbraid' | '_kx' | '_fbp' | '_fbc'>;

const UTM = /^utm_(source|medium|campaign|term|content)$/;
const META_ID = /^_fb[cp]$/;
const LINK_ID = /^(gclid|[gw]braid|_kx)$/;
/** Any advertiser's click id will do to tell a campaign's link: fbclid, gclid, ttclid, ... */
const CAMPAIGN_LINK = /[?&](utm_\w+|\w+clid|[gw]braid|_kx)=./;

/** Shoppers come back from these after paying, not because these sent them. */
const PAYMENT = /\b(paypal|stripe|klarna|adyen|mollie|(after|clear)pay|affirm|shop\.app)\b/;

/**
 * The source of a session that starts on this page. As in GA4, a session keeps the source it began with; a later
 * campaign only renews the click ids. A referrer that is the shop itself or a payment provider starts no new source:
 * the previous session's source goes on. https://support.google.com/analytics/answer/9191807
 */
export function toSource({ _url, _query, _referrer, _site }: Landing, previous?: Source): Source {
  const source: Source = { landing_page: _url, ...pick(_query, UTM) };
  const host = _referrer && new URL(_referrer).hostname;
  if (host && !isWithin(host, _site) && !PAYMENT.test(host)) source.referrer = _referrer;
  const isBack = host && !source.referrer && !CAMPAIGN_LINK.test(_url);
  return isBack ? { ...previous, ...source } : source;
}

/**
 * The click ids after this page: its link, else what Meta's, Google's and Klaviyo's own cookies hold, else what was
 * known. `_fbc` and `_fbp` have Meta's format `fb.1.<ms>.<id>`:
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/fbp-and-fbc
 */
export function toClickIds({ _query, _cookies }: Landing, known: ClickIds, now: number): ClickIds {
  const { _gcl_aw, __kla_id } = _cookies;
  const { fbclid } = _query;
  const ids: Record<string, string | undefined> = {
    _fbp: `fb.1.${now}.${randomDigits(1)}`,
    ...known,
    ...pick(_cookies, META_ID),
    gclid: _gcl_aw?.split('.')[2] ?? known.gclid,
    _kx: toExchangeId(__kla_id) ?? known._kx,
    ...pick(_query, LINK_ID),
  };
  if (fbclid && !ids._fbc?.endsWith(fbclid)) ids._fbc = `fb.1.${now}.${fbclid}`;
  return ids;
}

/**
 * The domain under which everything is the shop: the one that the page and the collector share
 * (`t.example.com` serves `www.example.com`), else the page's own without `www.`.
 */
export function toSite(pageHost: string, collectorHost: string): string {
  const shared = collectorHost.replace(/^[^.]*\./, '');
  return collectorHost !== pageHost && isWithin(pageHost, shared) ? shared : pageHost.replace(/^www\./, '');
}

function isWithin(host: string, domain: string): boolean {
  return `.${host}`.endsWith(`.${domain}`);
}

/** What stands under such names and is not empty. */
function pick(record: Record<string, string>, names: RegExp): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => value && names.test(name)));
}

/** Klaviyo's cookie is base64 of JSON. */
function toExchangeId(cookie: string | undefined): string | undefined {
  // A first exception costs more than all the rest of a page load.
  if (!cookie) return undefined;
  try {
    return (JSON.parse(atob(decodeURIComponent(cookie))) as { $exchange_id?: string }).$exchange_id;
  } catch {
    return undefined;
  }
}
