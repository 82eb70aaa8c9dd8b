import { afterAll, beforeAll } from 'vitest';
import { findWebKit } from '../scripts/engines.ts';
import type { Engine } from './engines/engine.ts';
import { startWebKit } from './engines/webkit.ts';
import { allScenarios } from './scenarios/all-scenarios.ts';

const paths = findWebKit();
if (!paths) throw new Error('Expected WebKitWebDriver, MiniBrowser and xvfb-run');

let engine: Engine;
beforeAll(async () => {
  engine = await startWebKit(paths);
});
afterAll(() => engine.quit());

allScenarios(() => engine);
