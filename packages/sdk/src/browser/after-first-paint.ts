/**
 * Calls back once the page has painted and the main thread has a moment, after two seconds at the latest: pages in the
 * background and frames that are not rendered never paint. Frame callbacks would be too early, they run before what
 * they belong to is shown. https://developer.mozilla.org/docs/Web/API/PerformancePaintTiming
 */
export function afterFirstPaint(callback: () => void): void {
  setTimeout(callback, 2000);
  new PerformanceObserver(() => whenIdle(callback)).observe({ type: 'paint', buffered: true });
}

/**
 * Calls back when the main thread has a moment, after a fifth of a second at the latest.
 * Safari has no requestIdleCallback: https://caniuse.com/requestidlecallback
 */
export function whenIdle(callback: () => void): void {
  (window.requestIdleCallback ?? setTimeout)(callback, { timeout: 200 });
}
