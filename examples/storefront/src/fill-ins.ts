/** What stands in the built pages for the things that only the running store knows; `.invalid` never resolves. */
export const FILL_INS = {
  storeUrl: 'https://store.invalid',
  scoutUrl: 'https://scout.invalid',
  sandboxUrl: 'https://sandbox.invalid',
  siteKey: 'pk_invalid',
};

export type FillIns = typeof FILL_INS;

/** A built page with its stand-ins replaced. */
export function fillIn(page: string, values: FillIns): string {
  return page
    .replaceAll(FILL_INS.storeUrl, values.storeUrl)
    .replaceAll(FILL_INS.scoutUrl, values.scoutUrl)
    .replaceAll(FILL_INS.sandboxUrl, values.sandboxUrl)
    .replaceAll(FILL_INS.siteKey, values.siteKey);
}
