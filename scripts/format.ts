import { run } from './steps.ts';

/** `npm run format`: writes every file the way the gate wants it. */
process.exit((await run('oxfmt', ['.'])) ? 0 : 1);
