import type { Browser } from 'playwright';
import { servePage } from './serve-page.ts';

const SETTLE_MS = 500;

export interface TagTimes {
  /** From the script's insertion until the page can do its next task. */
  init_ms: number;
  /** All work of the main thread in the half second from the insertion, what the tag put off included. */
  main_thread_ms: number;
  first_track_ms: number;
  /** One call of ten in a row. */
  track_ms: number;
}

/** Runs the tag in a fresh profile, on a page that is loaded, painted and quiet. */
export async function timeTag(browser: Browser, code: string): Promise<TagTimes> {
  const server = await servePage({ head: '', code });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    // CPU time: what else runs on the machine does not count.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busySeconds = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      const found = metrics.find(({ name }) => name === 'TaskDuration');
      if (found === undefined) throw new Error('Chromium tells no TaskDuration');
      return found.value;
    };
    await page.goto(`${server.origin}/`, { waitUntil: 'load' });
    await page.evaluate(async () => {
      const text = await (await fetch('/tag.js')).text();
      const script = document.createElement('script');
      Object.assign(script.dataset, { key: 'pk_bench', host: location.origin });
      script.text = text;
      window.nextTask = () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port2.addEventListener('message', () => resolve(), { once: true });
          port2.start();
          port1.postMessage(0);
        });
      window.insertTag = () => document.head.append(script);
      await new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve)));
    });
    const busyBefore = await busySeconds();
    const init_ms = await page.evaluate(async (settleMs) => {
      const startedAt = performance.now();
      window.insertTag();
      await window.nextTask();
      const tookMs = performance.now() - startedAt;
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      return tookMs;
    }, SETTLE_MS);
    const main_thread_ms = ((await busySeconds()) - busyBefore) * 1_000;
    const calls = await page.evaluate(async () => {
      const track = window.track ?? window.scout?.track;
      if (!track) throw new Error('The tag gave the page nothing to call');
      const time = async (count: number) => {
        const startedAt = performance.now();
        for (let call = 0; call < count; call++) {
          track('AddToCart', { items: [{ sku: 'A', price: 9.5, quantity: 1 }] });
        }
        await window.nextTask();
        return (performance.now() - startedAt) / count;
      };
      const first = await time(1);
      const rounds: number[] = [];
      for (let round = 0; round < 5; round++) rounds.push(await time(10));
      return { first, warm: rounds.toSorted((a, b) => a - b)[2] ?? Number.NaN };
    });
    return { init_ms, main_thread_ms, first_track_ms: calls.first, track_ms: calls.warm };
  } finally {
    await context.close();
    server.close();
  }
}

declare global {
  interface Window {
    insertTag: () => void;
    /** Resolves in the task after this one, microtasks in between included. */
    nextTask: () => Promise<void>;
  }
}
