import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--ignore-certificate-errors',
  '--host-resolver-rules=MAP *.test 127.0.0.1',
];

function findChromium(): string {
  return process.env.CHROMIUM_PATH ?? (existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : chromium.executablePath());
}

/** Real Chromium, in which every `*.test` host is this machine. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    // Playwright switches it off; shoppers have it.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: FLAGS,
  });
}

/** The same without anything attached to it, for what a browser does only when no one drives it; returns its end. */
export function openUndriven(url: string): () => Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'scout-chromium-'));
  const browser = spawn(findChromium(), ['--headless', `--user-data-dir=${profile}`, ...FLAGS, url], {
    stdio: 'ignore',
    detached: true,
  });
  return async () => {
    const ended = once(browser, 'exit');
    // Its group: the command may be a script around the browser.
    if (browser.pid) process.kill(-browser.pid);
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  };
}
