/**
 * What the collector's `_scout=<visitor id>.<session count>.<session id>.<unix seconds of the last activity>` says,
 * part by part after the whole; nothing when it is missing or not in its format.
 */
export function parseVisitorCookie(cookies: string): string[] {
  return /(?:^|; )_scout=([\w-]{8,64})\.(\d+)\.([\w-]{8,64})\.(\d+)/.exec(cookies) ?? [];
}

/** Removes it from the host and from each domain above: a script cannot see which one holds it. */
export function clearVisitorCookie(): void {
  const labels = location.hostname.split('.');
  // The last round, with an empty domain, means the host alone.
  do document.cookie = `_scout=; path=/; max-age=0; domain=${labels.join('.')}`;
  while (labels.shift());
}
