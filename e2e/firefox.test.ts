import { afterAll, beforeAll } from 'vitest';
import { findFirefox } from '../scripts/engines.ts';
import { startFirefox } from './engines/firefox.ts';
import type { Engine } from './engines/engine.ts';
import { allScenarios } from './scenarios/all-scenarios.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startFirefox(findFirefox() ?? '');
});
afterAll(() => engine.quit());

allScenarios(() => engine);
