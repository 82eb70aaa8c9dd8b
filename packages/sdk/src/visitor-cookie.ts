type VisitorCookie = [whole: string, visitorId: string, count: string, sessionId: string, seconds: string];

/**
 * What the collector's cookie `_scout` says, `<visitor id>.<session count>.<session id>.<unix seconds of the last
 * activity>`, part by part after the whole; null when it is missing or not in its format.
 */
export function parseVisitorCookie(value = ''): VisitorCookie | null {
  return /^([\w-]{8,64})\.(\d+)\.([\w-]{8,64})\.(\d+)$/.exec(value) as VisitorCookie | null;
}

/** Removes it from the host and from each domain above: a script cannot see which one holds it. */
export function clearVisitorCookie(): void {
  const labels = location.hostname.split('.');
  // The last round, with an empty domain, means the host alone.
  do document.cookie = `_scout=; path=/; max-age=0; domain=${labels.join('.')}`;
  while (labels.shift());
}
