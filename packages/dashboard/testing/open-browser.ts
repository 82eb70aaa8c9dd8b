import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright';
import { PASSWORD } from './start-dashboard.ts';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** How long `expect.poll` may look for what takes requests to a collector, a sandbox and back. */
export const PATIENT = { timeout: 8_000 };

export interface Visitor {
  page: Page;
  /** What the browser complained of: errors of the page, refused by the content security policy, failed loads. */
  complaints: string[];
}

/** Real Chromium without any traffic of its own. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath:
      process.env.CHROMIUM_PATH ?? (existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : chromium.executablePath()),
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
}

/** A fresh visitor, logged in unless said otherwise. */
export async function visit(
  browser: Browser,
  { url, isLoggedIn = true, ...context }: { url: string; isLoggedIn?: boolean } & Parameters<Browser['newContext']>[0],
): Promise<Visitor> {
  const visitor = await browser.newContext({ baseURL: url, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...context });
  visitor.setDefaultTimeout(8_000);
  if (isLoggedIn) await visitor.request.post('/api/login', { data: { password: PASSWORD } });
  const page = await visitor.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A refusal of the API is part of some flows; the browser reports each as an error.
    const isRefusal = message.text().startsWith('Failed to load resource') && message.location().url.includes('/api/');
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  return { page, complaints };
}
