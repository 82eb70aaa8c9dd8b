import type { Browser, BrowserContext, Page } from 'playwright';
import { expect, onTestFinished } from 'vitest';
import type { Scout } from '../src/start-scout.ts';
import { type Shop, startShop } from './start-shop.ts';

declare global {
  /** The page's Scout, or the stub before it. */
  // oxlint-disable-next-line no-var
  var scout: Scout;
}

export interface Visit {
  shop: Shop;
  context: BrowserContext;
  page: Page;
  /** A page of the shop with the tag in its head. */
  serve(path: string, body?: string, attributes?: string): void;
  /** Another tab of the same browser. */
  openTab(): Promise<Page>;
}

/** A fresh shop and a fresh browser profile for one test, which fails when a page saw an error. */
export async function visitShop(browser: Browser): Promise<Visit> {
  const shop = await startShop();
  const context = await browser.newContext();
  const pageErrors: string[] = [];
  const openTab = async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => pageErrors.push(String(error)));
    return page;
  };
  const page = await openTab();
  onTestFinished(async () => {
    await context.close();
    await shop.stop();
    expect(pageErrors).toEqual([]);
    expect(shop.rejected).toEqual([]);
  });
  return {
    shop,
    context,
    page,
    openTab,
    serve(path, body = '', attributes = '') {
      shop.serve(path, `<!doctype html><title>${path}</title>${shop.tag(attributes)}<h1>Shop</h1>${body}`);
    },
  };
}
