import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { aptInstall } from './apt-install.ts';

/** Where distributions put their own Chromium. */
const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const DOWNLOAD_WITHIN_MS = 180_000;

/** The path of a Chromium that browser tests can drive: CHROMIUM_PATH, Playwright's own, or the system's. */
export function findChromium(): string | undefined {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM_PATHS].find(
    (path) => path !== undefined && path !== '' && existsSync(path),
  );
}

/** Brings a Chromium where there is none: Playwright's download, else the system's package manager. */
export function installChromium(): string | undefined {
  const found = findChromium();
  if (found !== undefined) return found;
  console.log("no Chromium found: trying Playwright's download");
  spawnSync('playwright', ['install', '--only-shell', 'chromium'], { timeout: DOWNLOAD_WITHIN_MS, stdio: 'ignore' });
  if (findChromium() === undefined) aptInstall('chromium');
  return findChromium();
}
