import { chromium } from 'playwright';
import { toExpression, type Engine } from './engine.ts';

/** Chromium's switches for a machine without display, namespaces and update servers. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium, driven by Playwright. */
export async function startChromium(executablePath: string): Promise<Engine> {
  const browser = await chromium.launch({
    executablePath,
    // Playwright's own option for this ends with the page, before what outlives it is sent.
    args: [...CHROMIUM_FLAGS, '--ignore-certificate-errors'],
  });
  return {
    async newProfile() {
      const context = await browser.newContext();
      return {
        async openTab() {
          const page = await context.newPage();
          return {
            async go(url) {
              await page.goto(url);
            },
            run: (act, ...args) => page.evaluate(toExpression(act, args)),
            close: () => page.close({ runBeforeUnload: true }),
          };
        },
        close: () => context.close(),
      };
    },
    quit: () => browser.close(),
  };
}
