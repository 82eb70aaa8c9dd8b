import { type Scout, type ScoutOptions, startScout } from './start-scout.ts';

type Call = [method: 'track', name: string];

/** Starts the page's one Scout as `window.scout` and hands it the calls that the stub kept, in order. Twice is once. */
export function install(options: ScoutOptions, extras: unknown[]): Scout {
  const present = window.scout as (Scout & { q?: Call[] }) | undefined;
  if (present && !present.q) return present;
  const scout = (window.scout = startScout(options, extras));
  if (present?.q) {
    const run = ([method, ...args]: Call) => scout[method]?.(...args);
    present.q.forEach(run);
    // References to the stub that the page still holds go on working.
    present.q.push = run as () => number;
  }
  return scout;
}

declare global {
  interface Window {
    scout?: Scout;
  }
}
