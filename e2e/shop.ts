import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, readConfig, startCollector } from '@scout/collector';
import { startStore } from '@scout/example-storefront';
import { startSandbox, type RecordedEvent, type Sandbox } from '@scout/klaviyo-sandbox';
import { chromium, type Browser, type Page } from 'playwright';
import { onTestFinished } from 'vitest';

const SITE_KEY = 'pk_demo_store';
export const ADMIN_TOKEN = 'a-token-for-tests';

export interface Shop {
  sandbox: Sandbox;
  storeUrl: string;
  collectorUrl: string;
  browser: Browser;
  page: Page;
  /** Resolves with the sandbox's events as soon as `when` holds for them. */
  eventsWhen(when: (events: RecordedEvent[]) => boolean): Promise<RecordedEvent[]>;
}

/** Sandbox, collector and example store as `npm start` runs them, and a shopper's browser. All end with the test. */
export async function openShop(): Promise<Shop> {
  const sandbox = await startSandbox({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => sandbox.close());
  const dataDir = mkdtempSync(join(tmpdir(), 'scout-e2e-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  // The store needs the collector's address and the collector the store's origin: the site takes any origin at first.
  const collector = await startCollector({
    config: readConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      ADMIN_PASSWORD: 'a password for tests',
      ADMIN_TOKEN,
      SITE_KEY,
      KLAVIYO_API_URL: sandbox.url,
      KLAVIYO_PRIVATE_KEY: 'pk_sandbox',
    }),
    log: createLog('error'),
  });
  onTestFinished(() => collector.stop());
  const store = await startStore({ port: 0, scoutUrl: collector.url, siteKey: SITE_KEY, sandboxUrl: sandbox.url });
  onTestFinished(() => store.close());
  const browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH === undefined ? {} : { executablePath: process.env.CHROMIUM_PATH }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  return {
    sandbox,
    storeUrl: store.url,
    collectorUrl: collector.url,
    browser,
    page,
    eventsWhen: async (when) => {
      const stream = await fetch(`${collector.url}/api/log/stream`, {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      for await (const _change of stream.body ?? []) if (when(sandbox.events())) return sandbox.events();
      throw new Error('The stream ended before the events were as expected');
    },
  };
}

/** From the note that a product was added, through the checkout form, to the thank-you page. Resolves to the order's number. */
export async function checkOut(page: Page, email: string): Promise<string> {
  await page.getByTestId('added').getByRole('link', { name: 'Check out' }).click();
  const fields = {
    Email: email,
    'First name': 'Jo',
    'Last name': 'Doe',
    'Street and number': 'Quay 1',
    Postcode: '12345',
    'Town or city': 'Harbour',
  };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByTestId('pay').click();
  return page.getByTestId('order-id').innerText();
}
