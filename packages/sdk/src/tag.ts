import { install } from './install.ts';
import type { Scout, ScoutOptions } from './start-scout.ts';

interface Extra {
  run(scout: Scout | undefined, ...args: unknown[]): void;
}

/** What an attribute asks for beyond the tag itself is a file of its own beside it. */
const EXTRAS = { datalayer: 'dl', email: 'em', product: 'pd', spa: 'sp' };

const fail = (error: unknown) => window.console.error('[scout]', error);

try {
  const script = (document.currentScript ?? document.querySelector('script[data-key]')) as HTMLScriptElement;
  const { dataset } = script;
  const { key, consent = 'granted', pageViews, debug } = dataset;
  const host = new URL(dataset.host ?? script.src).origin;
  const loading: Record<string, Promise<Extra>> = {};
  const load = (file: string, ...args: unknown[]): Promise<void> =>
    (loading[file] ??= import(`${host}/${file}.js`)).then((extra) => extra.run(window.scout, ...args)).catch(fail);
  if (!key) throw 'expected data-key="pk_…"';
  const extras = Object.entries(EXTRAS).map(([name, file]) => name in dataset && load(file, dataset[name]));
  if (consent === 'auto') extras.push(load('cs'));
  const options: ScoutOptions = { key, host, consent: consent as 'auto', pageViews: pageViews !== 'off' };
  if (debug != null) options.debug = (...notice) => void load('db', ...notice);
  install(options, extras);
} catch (error) {
  fail(error);
}
