import type { Browser } from 'playwright';
import { servePage } from './serve-page.ts';

const LOAD_MS = 3_000;
const SENT_WITHIN_MS = 15_000;

export interface LoadCounts {
  /** In the three seconds from the page's load. */
  requests: number;
  cookie_reads_before_paint: number;
  /** Cookies, local and session storage, databases. */
  writes_before_paint: number;
  /** Tasks of 50 ms and more in the same three seconds, the page's own included. */
  long_tasks: number;
}

/**
 * Loads a page whose head holds the tag, until it is painted. What it answers with then waits, counts, and fails unless
 * the tag sends a tracked event, so that no tag is measured that does nothing.
 */
export async function watchLoad(
  browser: Browser,
  { name, code }: { name: string; code: string },
): Promise<() => Promise<LoadCounts>> {
  const server = await servePage({ head: '<script src="/tag.js" data-key="pk_bench"></script>', code });
  const context = await browser.newContext();
  const page = await context.newPage();
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.origin)) outside.push(request.url());
  });
  await page.addInitScript(countUses);
  await page.goto(`${server.origin}/`, { waitUntil: 'load' });
  const loadedAt = performance.now();
  await page.waitForFunction(() => performance.getEntriesByName('first-paint').length > 0);

  return async () => {
    await page.waitForTimeout(Math.max(0, loadedAt + LOAD_MS - performance.now()));
    const requests = server.requests.filter(({ at }) => at < loadedAt + LOAD_MS).length;
    const uses = await page.evaluate(() => {
      const paintedAt = performance.getEntriesByName('first-paint')[0]?.startTime ?? Number.NaN;
      const early = window.uses.filter(([, at]) => at < paintedAt);
      return {
        reads: early.filter(([what]) => what === 'read').length,
        all: early.length,
        longTasks: window.longTasks,
      };
    });
    const sentBefore = server.requests.length;
    await page.evaluate(() => (window.track ?? window.scout?.track)?.('AddToCart', { sku: 'A' }));
    const until = performance.now() + SENT_WITHIN_MS;
    while (server.requests.length === sentBefore) {
      if (performance.now() > until) throw new Error(`${name} sent nothing in ${SENT_WITHIN_MS} ms after a track call`);
      await page.waitForTimeout(50);
    }
    if (outside.length > 0) throw new Error(`${name} asked outside of this machine: ${outside.join(', ')}`);
    await context.close();
    server.close();
    return {
      requests,
      cookie_reads_before_paint: uses.reads,
      writes_before_paint: uses.all - uses.reads,
      long_tasks: uses.longTasks,
    };
  };
}

/** Runs in the page, before anything else does. */
function countUses(): void {
  window.uses = [];
  window.longTasks = 0;
  new PerformanceObserver((list) => {
    window.longTasks += list.getEntries().length;
  }).observe({ type: 'longtask', buffered: true });
  const watch = (owner: object, name: string, kind: 'get' | 'set' | 'value', what: 'read' | 'write') => {
    const found = Object.getOwnPropertyDescriptor(owner, name);
    const original = found?.[kind] as ((...args: unknown[]) => unknown) | undefined;
    if (!original) return;
    Object.defineProperty(owner, name, {
      ...found,
      [kind](this: unknown, ...args: unknown[]) {
        window.uses.push([what, performance.now()]);
        return original.apply(this, args);
      },
    });
  };
  watch(Document.prototype, 'cookie', 'get', 'read');
  watch(Document.prototype, 'cookie', 'set', 'write');
  watch(Storage.prototype, 'setItem', 'value', 'write');
  watch(IDBFactory.prototype, 'open', 'value', 'write');
}

declare global {
  interface Window {
    /** Set by a peer's entry. */
    track?: (name: string, properties: object) => void;
    scout?: { track: (name: string, properties: object) => void };
    longTasks: number;
    uses: [what: 'read' | 'write', at: number][];
  }
}
