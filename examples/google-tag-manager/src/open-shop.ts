import type { RecordedEvent, Sandbox as Klaviyo } from '@scout/klaviyo-sandbox';
import { connectShop } from '@scout/collector/testing/connected-shop.ts';
import { ADMIN_TOKEN, type TestCollector } from '@scout/collector/testing/test-collector.ts';
import type { Browser, Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { hideGlobals, listGlobals } from './hide-globals.ts';
import { openSandbox, type Sandbox, type SandboxInput } from './open-sandbox.ts';
import { readTemplate } from './read-template.ts';

/** Tag Manager loads scripts by https alone; the browser's requests to this host are handed to the collector. */
export const COLLECTOR = 'https://t.shop.test';
const SHOP = 'https://www.shop.test';
export const SITE_KEY = 'pk_test';

export interface Shop {
  klaviyo: Klaviyo;
  collector: TestCollector;
  page: Page;
  /** What the browser has posted to the collector so far. */
  posts: string[];
  /** Opens the shop's page again, as a new page. */
  open(): Promise<void>;
  /** Fires a tag of the template with these fields; resolves to what it told Tag Manager. */
  fire(fields: Record<string, unknown>): Promise<'success' | 'failure'>;
  /** What a consent template does: sets states and tells the listeners of those that have changed. */
  setConsent(states: Record<string, 'granted' | 'denied'>): Promise<void>;
  /** Resolves with Klaviyo's events as soon as `when` holds for them. */
  eventsWhen(when: (events: RecordedEvent[]) => boolean): Promise<RecordedEvent[]>;
}

interface TagManagerPage {
  openSandbox: (input: SandboxInput) => Sandbox;
  runTemplate: SandboxInput['run'];
  sandbox: Sandbox;
  consent: SandboxInput['consent'];
  consentListeners: SandboxInput['consentListeners'];
}

/** A shop's page in Chromium with Tag Manager's sandbox, a real collector and a Klaviyo; all end with the test. */
export async function openShop(browser: Browser, consent: SandboxInput['consent'] = {}): Promise<Shop> {
  const { collector, sandbox: klaviyo } = await connectShop({ environment: { SITE_ORIGINS: SHOP } });
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const posts: string[] = [];
  await page.route(`${SHOP}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Shop</title><h1>Shop</h1>' }),
  );
  await page.route(`${COLLECTOR}/**`, async (route) => {
    const body = route.request().postData();
    if (body !== null) posts.push(body);
    const { pathname, search } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: `${collector.url}${pathname}${search}` }) });
  });

  const { code, permissions } = readTemplate();
  const open = async (): Promise<void> => {
    await page.goto(`${SHOP}/products/mug`);
    const run = hideGlobals(code, await page.evaluate(listGlobals));
    await page.addScriptTag({ content: `window.openSandbox = ${openSandbox.toString()}; window.runTemplate = ${run}` });
    await page.evaluate(
      (given) => {
        const tagManager = window as unknown as TagManagerPage;
        tagManager.consent = given.consent;
        tagManager.consentListeners = [];
        tagManager.sandbox = tagManager.openSandbox({
          ...given,
          run: tagManager.runTemplate,
          consentListeners: tagManager.consentListeners,
          target: window,
          addScript: (src, onload, onerror) =>
            document.head.append(
              Object.assign(document.createElement('script'), { async: true, src, onload, onerror }),
            ),
          log: () => {},
        });
      },
      { permissions, consent },
    );
  };
  await open();

  return {
    klaviyo,
    collector,
    page,
    posts,
    open,
    fire: (fields) =>
      page.evaluate(
        (data) =>
          new Promise<'success' | 'failure'>((resolve) => {
            (window as unknown as TagManagerPage).sandbox.fire({
              ...data,
              gtmOnSuccess: () => resolve('success'),
              gtmOnFailure: () => resolve('failure'),
            });
          }),
        fields,
      ),
    setConsent: (states) =>
      page.evaluate((changes) => {
        const tagManager = window as unknown as TagManagerPage;
        for (const [type, state] of Object.entries(changes)) {
          if (tagManager.consent[type] === state) continue;
          tagManager.consent[type] = state;
          for (const listener of tagManager.consentListeners) listener(type, state === 'granted');
        }
      }, states),
    eventsWhen: async (when) => {
      const stream = await fetch(`${collector.url}/api/log/stream`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      for await (const _change of stream.body ?? []) if (when(klaviyo.events())) return klaviyo.events();
      throw new Error('The stream ended before the events were as expected');
    },
  };
}
