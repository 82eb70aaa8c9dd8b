/** What of a page's query string tells where the shopper came from; all else may be about the shopper. */
const KEPT = /^(utm_[a-z_]{1,32}|gclid|gbraid|wbraid|gclsrc|dclid|fbclid|msclkid|ttclid|twclid|li_fat_id|epik|sclid)$/;

/** A page's address without fragment, user and password, and with only the query parameters that name a campaign or ad. */
export function stripUrl(text: string): string {
  const url = URL.parse(text);
  // No address that can be taken apart: what stands before the first mark is kept.
  if (!url) return text.split(/[?#]/)[0] ?? '';
  if (url.search === '' && url.hash === '' && url.username === '' && url.password === '') return text;
  url.hash = '';
  url.username = '';
  url.password = '';
  for (const name of new Set(url.searchParams.keys())) if (!KEPT.test(name)) url.searchParams.delete(name);
  return url.href;
}
