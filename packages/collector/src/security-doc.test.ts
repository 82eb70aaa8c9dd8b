import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const DOCUMENT = readFileSync(new URL('../../../docs/SECURITY.md', import.meta.url), 'utf8');

/** The rows of the tables: a threat, what holds it, and where the test with which name stands. */
const rows = [...DOCUMENT.matchAll(/^\| (?!threat|---)(.+?) \| .+ \| `([\w/.-]+\.test\.ts)`: (.+) \|$/gm)].map(
  ([, threat = '', file = '', title = '']) => ({ threat, file, title }),
);

test('every threat names a test that there is', () => {
  const threats = DOCUMENT.split('\n').filter((line) => /^\| (?!threat )/.test(line));
  expect(rows).toHaveLength(threats.length);
  const missing = rows.filter(({ file, title }) => {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8').replaceAll(String.raw`\'`, "'");
    return !["'", '"', '`'].some((quote) => source.includes(`${quote}${title}${quote}`));
  });
  expect(missing).toEqual([]);
});
