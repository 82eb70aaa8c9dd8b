import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installChromium } from './chromium.ts';
import { installEngines } from './engines.ts';
import { build, run } from './steps.ts';

/**
 * `npm test`: the whole gate. Everything runs even when something fails early, so that one run tells all; the
 * last line counts the tests.
 */
const TYPED = [
  '.',
  'packages/wire',
  'packages/sdk',
  'packages/collector',
  'packages/klaviyo-sandbox',
  'packages/dashboard',
  'examples/storefront',
  'examples/google-tag-manager',
  'examples/woocommerce',
  'examples/servers',
];

const chromium = installChromium();
if (chromium === undefined) {
  console.error('Browser tests need a Chromium: install one, or name it with CHROMIUM_PATH.');
  process.exit(1);
}
const notRun = installEngines();
build('tag', 'dashboard', 'store');

const failures: string[] = [];
const check = async (name: string, command: string, ...args: string[]): Promise<void> => {
  const startedAt = performance.now();
  const passed = await run(command, args, { CHROMIUM_PATH: chromium });
  if (!passed) failures.push(name);
  console.log(`${passed ? 'passed' : 'FAILED'}: ${name} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
};

for (const project of TYPED) await check(`types of ${project}`, 'tsc', '-p', project);
await check('lint', 'oxlint', '--type-aware', '--quiet');
await check('format', 'oxfmt', '--check', '.');
await check('dead code', 'knip');
await check('size', 'size-limit');
// A registry that cannot be asked is no finding: the step then says so in one line.
const pnpm = process.env.SCOUT_PNPM ?? 'pnpm';
await check(
  'known vulnerabilities',
  'npx',
  '--yes',
  pnpm,
  'audit',
  '--prod',
  '--audit-level=high',
  '--ignore-registry-errors',
);

const reports = mkdtempSync(join(tmpdir(), 'scout-gate-'));
const tally = { passed: 0, failed: 0, skipped: 0 };
for (const project of ['unit', 'browser']) {
  const report = join(reports, `${project}.json`);
  await check(
    `${project} tests`,
    'vitest',
    'run',
    '--project',
    project,
    '--reporter',
    'dot',
    '--reporter',
    'json',
    '--outputFile.json',
    report,
  );
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  tally.passed += numPassedTests;
  tally.failed += numFailedTests;
  tally.skipped += numPendingTests;
}
rmSync(reports, { recursive: true });

console.log(['', ...notRun].join('\n'));
console.log(failures.length === 0 ? 'The gate is open.' : `The gate is closed: ${failures.join(', ')}.`);
console.log(`${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}`);
process.exit(failures.length === 0 && tally.failed === 0 ? 0 : 1);
