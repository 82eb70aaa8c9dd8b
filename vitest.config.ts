import { defineConfig } from 'vitest/config';
import { findFirefox, findWebKit } from './scripts/engines.ts';

// Scenarios of an engine that is not installed cannot run; the gate says so.
const missing = [findFirefox() ? [] : 'e2e/firefox.test.ts', findWebKit() ? [] : 'e2e/webkit.test.ts'].flat();

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['packages/*/src/**/*.browser.test.ts', 'examples/*/src/**/*.browser.test.ts', 'e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...missing],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
