import { existsSync, globSync } from 'node:fs';
import { aptInstall } from './apt-install.ts';

/** The path of a Firefox with WebDriver BiDi: FIREFOX_PATH, or the system's. */
export function findFirefox(): string | undefined {
  return [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(isThere);
}

/** WebKitGTK's driver and browser, and the display that the browser needs; undefined when one of them is missing. */
export function findWebKit(): { driver: string; browser: string; xvfbRun: string } | undefined {
  const [browser] = globSync('/usr/{lib/*,libexec}/webkit*gtk-*/MiniBrowser');
  const driver = '/usr/bin/WebKitWebDriver';
  const xvfbRun = '/usr/bin/xvfb-run';
  return browser !== undefined && isThere(driver) && isThere(xvfbRun) ? { driver, browser, xvfbRun } : undefined;
}

/** Brings the engines beside Chromium where they are missing, and resolves to one line for each that stays so. */
export function installEngines(): string[] {
  if (!findFirefox()) aptInstall('firefox-esr');
  if (!findWebKit()) aptInstall('webkit2gtk-driver', 'xvfb', 'xauth');
  const missing: string[] = [];
  if (!findFirefox())
    missing.push('not run: Firefox scenarios (no firefox found; install one, or name it with FIREFOX_PATH)');
  if (!findWebKit()) missing.push('not run: WebKit scenarios (no WebKitWebDriver, MiniBrowser and xvfb-run found)');
  return missing;
}

function isThere(path: string | undefined): path is string {
  return path !== undefined && path !== '' && existsSync(path);
}
