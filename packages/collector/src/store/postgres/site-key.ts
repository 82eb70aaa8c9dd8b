/** Names a visitor of a site, or an event of it. The database gives ids back without NUL, so it counts for nothing here. */
export function siteKey(siteId: string, id: string): string {
  return `${siteId} ${id.replaceAll('\0', '\uFFFD')}`;
}
