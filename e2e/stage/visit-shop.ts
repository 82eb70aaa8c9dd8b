import { onTestFinished } from 'vitest';
import type { Scout } from '../../packages/sdk/src/start-scout.ts';
import type { Engine, Tab } from '../engines/engine.ts';
import { openStage, type Stage, type StageOptions } from './open-stage.ts';

declare global {
  /** The page's Scout, or the stub before it. */
  // oxlint-disable-next-line no-var
  var scout: Scout;
  function setAhead(ms: number): void;
}

export interface Visit {
  stage: Stage;
  openTab(): Promise<Tab>;
}

/** A stage of its own and a browser with nothing stored, for one test. */
export type OpenVisit = (options?: StageOptions) => Promise<Visit>;

export function visitWith(engine: () => Engine): OpenVisit {
  return async (options) => {
    const stage = await openStage(options);
    onTestFinished(() => stage.close());
    const profile = await engine().newProfile();
    onTestFinished(() => profile.close());
    return { stage, openTab: () => profile.openTab() };
  };
}

/** Records an `Act` in the page. */
export function act(tab: Tab, what: string): Promise<void> {
  return tab.run((name) => scout.track('Act', { what: name }), what);
}

export function identify(tab: Tab, email: string): Promise<void> {
  return tab.run((who) => scout.identify(who), email);
}
