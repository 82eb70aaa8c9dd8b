import { build } from './steps.ts';

/** `npm run collector`: the collector alone, configured by the environment. */
build('tag', 'dashboard');
await import('../packages/collector/src/main.ts');
