import type { Context } from '@scout/wire';

/** Browsers keep a cookie for at most 400 days. */
const MAX_AGE_S = 400 * 24 * 60 * 60;
const ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * The cookie that keeps a visitor's id alive beyond the seven days that Safari gives to what scripts store:
 * `_scout=<visitor_id>.<session_count>.<session_id>.<unix seconds of last activity>`. Set on the highest domain
 * that page and collector share, so that the shop's subdomains share it; the browser itself refuses a public
 * suffix. Undefined when the page is not on the collector's site, or the ids are not ours.
 */
export function visitorCookie(input: {
  context: Context;
  /** The page's origin. */
  origin: string;
  /** The collector's own URL as the browser sees it. */
  url: string;
  now: number;
}): string | undefined {
  const { visitor_id, session_id, session_count } = input.context;
  if (!visitor_id || !session_id || !ID.test(visitor_id) || !ID.test(session_id)) return undefined;
  const page = URL.parse(input.origin);
  const own = URL.parse(input.url);
  if (!page || !own) return undefined;
  const domain = sharedDomain(page.hostname, own.hostname);
  if (domain === undefined) return undefined;
  const value = [visitor_id, session_count ?? 1, session_id, Math.floor(input.now / 1_000)].join('.');
  return [
    `_scout=${value}`,
    'Path=/',
    `Max-Age=${MAX_AGE_S}`,
    'SameSite=Lax',
    ...(domain === null ? [] : [`Domain=${domain}`]),
    ...(page.protocol === 'https:' ? ['Secure'] : []),
  ].join('; ');
}

/** The labels that both hosts end in; null for one and the same host that has no parent; undefined for none. */
function sharedDomain(page: string, own: string): string | null | undefined {
  if (page === own && (!page.includes('.') || /^[\d.]+$|:/.test(page))) return null;
  const a = page.split('.');
  const b = own.split('.');
  const shared: string[] = [];
  while (a.length > 0 && a.at(-1) === b.at(-1)) {
    shared.unshift(a.pop() ?? '');
    b.pop();
  }
  return shared.length >= 2 && !/^\d+$/.test(shared.at(-1) ?? '') ? shared.join('.') : undefined;
}
