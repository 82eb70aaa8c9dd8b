import { afterAll, beforeAll } from 'vitest';
import { findChromium } from '../scripts/chromium.ts';
import { startChromium } from './engines/chromium.ts';
import type { Engine } from './engines/engine.ts';
import { allScenarios } from './scenarios/all-scenarios.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startChromium(findChromium() ?? '');
});
afterAll(() => engine.quit());

allScenarios(() => engine);
