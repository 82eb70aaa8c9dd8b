import { install } from './install.ts';
import type { Scout } from './start-scout.ts';

interface Extra {
  run: (scout: Scout | undefined, ...args: unknown[]) => void;
}

/** What an option asks for beyond the tag itself is a file of its own beside it. */
const EXTRAS = { datalayer: 'dl', email: 'em', product: 'pd', spa: 'sp' };

const fail = (error: unknown) => window.console.error('[scout]', error);

try {
  // There is no current script where a loader fetches scripts and evaluates their text.
  const script = (document.currentScript ??
    document.querySelector('script[data-key],script[src*="key=pk_"]')) as HTMLScriptElement;
  const query = new URLSearchParams(script.src.split('?')[1]);
  /** Tag managers whose templates give a script nothing but its URL put the options there. */
  const option = (name: string) => script.getAttribute(`data-${name}`) ?? query.get(name);
  const key = option('key');
  const host = new URL(option('host') ?? script.src).origin;
  const load = (file: string, ...args: unknown[]): Promise<void> =>
    (import(`${host}/${file}.js`) as Promise<Extra>).then(({ run }) => run(window.scout, ...args)).catch(fail);
  if (!key) throw 'expected data-key';
  const extras = Object.entries(EXTRAS).map(([name, file]) => option(name) != null && load(file, option(name)));
  const consent = option('consent') ?? 'granted';
  if (consent === 'auto') extras.push(load('cs'));
  install(
    {
      key,
      host,
      consent: consent as 'auto',
      pageViews: option('page-views') !== 'off',
      debug: option('debug') == null ? undefined : (...notice) => void load('db', ...notice),
    },
    extras,
  );
} catch (error) {
  fail(error);
}
