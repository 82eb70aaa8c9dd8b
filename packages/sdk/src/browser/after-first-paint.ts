/**
 * Calls back once the page has painted and the main thread has a moment, after two seconds at the latest.
 * A frame callback runs just before a paint, so the wait begins after it; hidden pages and frames that are not
 * rendered get no frames at all, hence the latest. Safari has no requestIdleCallback: https://caniuse.com/requestidlecallback
 */
export function afterFirstPaint(callback: () => void): void {
  setTimeout(callback, 2000);
  requestAnimationFrame(() => setTimeout(() => whenIdle(callback)));
}

/** Calls back when the main thread has a moment, after a fifth of a second at the latest. */
export function whenIdle(callback: () => void): void {
  ((window.requestIdleCallback ?? setTimeout) as typeof requestIdleCallback)(callback, { timeout: 200 });
}
