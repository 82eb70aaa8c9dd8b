import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startSandbox } from '@scout/klaviyo-sandbox';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startCollectorProcess } from '../testing/collector-process.ts';
import { runCli } from '../testing/run-cli.ts';
import type { Finding } from './finding.ts';

async function setUp(environment: Record<string, string> = {}) {
  const sandbox = await startSandbox({ port: 0 });
  onTestFinished(() => sandbox.close());
  const folder = mkdtempSync(join(tmpdir(), 'scout-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  const start = async () => {
    const collector = await startCollectorProcess({ klaviyoApiUrl: sandbox.url, dataDir, environment });
    onTestFinished(() => collector.kill());
    return collector;
  };
  const scout = (args: readonly string[], more: Record<string, string> = {}) =>
    runCli(args, { DATA_DIR: dataDir, KLAVIYO_API_URL: sandbox.url, PORT: '1', ...more });
  return { sandbox, folder, dataDir, start, scout };
}

const batch = (...ids: string[]) => ({
  identity: { email: 'jo@example.com' },
  events: ids.map((id) => ({ id, name: 'ViewContent', properties: { product_id: 'mug' } })),
});

test('a backup taken while batches arrive holds all that was acknowledged before it, and restores', async () => {
  const { sandbox, folder, dataDir, start, scout } = await setUp();
  const first = await start();
  expect(await first.send(batch('before-1', 'before-2'))).toBe(202);
  const enough = new AbortController();
  const traffic = (async () => {
    for (let count = 0; !enough.signal.aborted; count++) await first.send(batch(`during-${count}`));
  })();
  const place = join(folder, 'copy.db');
  const taken = await scout(['backup', place]);
  enough.abort();
  await traffic;
  expect(taken).toMatchObject({ exitCode: 0, stderr: '' });
  expect(statSync(place).mode & 0o077).toBe(0);
  expect(await first.send(batch('after'))).toBe(202);

  const refused = await scout(['restore', place]);
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Stop the collector first') as string });
  expect(await first.stop()).toBe(0);
  const restored = await scout(['restore', place]);
  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  expect(readdirSync(dataDir).filter((name) => name.startsWith('scout.db.before-'))).toHaveLength(1);

  const second = await start();
  const { stdout } = await scout(['export'], { SCOUT_URL: second.url });
  const ids = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id);
  expect(ids).toEqual(expect.arrayContaining(['before-1', 'before-2']));
  expect(ids).not.toContain('after');
  // The key in the copy opens: what waits in it is delivered.
  expect(await second.send(batch('new'))).toBe(202);
  await vi.waitFor(() => expect(sandbox.events().map((event) => event.unique_id)).toContain('new'), {
    timeout: 15_000,
  });
});

test('what is no sound copy is refused, and the store stays as it was', async () => {
  const { folder, dataDir, start, scout } = await setUp();
  const collector = await start();
  expect(await collector.send(batch('kept'))).toBe(202);
  expect(await collector.stop()).toBe(0);
  const place = join(folder, 'copy.db');
  expect((await scout(['backup', place])).exitCode).toBe(0);
  const store = readFileSync(join(dataDir, 'scout.db'));

  const text = join(folder, 'text.db');
  writeFileSync(text, 'not a database, but long enough to be read as one'.repeat(100));
  const other = join(folder, 'other.db');
  const db = new DatabaseSync(other);
  db.exec('CREATE TABLE cups (size)');
  db.close();
  const newer = join(folder, 'newer.db');
  copyFileSync(place, newer);
  const future = new DatabaseSync(newer);
  future.exec('PRAGMA user_version = 999');
  future.close();
  const damaged = join(folder, 'damaged.db');
  const bytes = readFileSync(place);
  bytes.fill(0x5a, 4096 * 3, 4096 * 6);
  writeFileSync(damaged, bytes);
  for (const [file, why] of [
    [text, /not a database/],
    [other, /not a copy of a Scout store/],
    [newer, /schema 999/],
    [damaged, /damaged|malformed/],
    [join(folder, 'missing.db'), /There is no file/],
  ] as const) {
    const run = await scout(['restore', file]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(why);
  }
  expect(readFileSync(join(dataDir, 'scout.db')).equals(store)).toBe(true);
  expect(readdirSync(dataDir).filter((name) => name.includes('restoring'))).toEqual([]);
  expect((await scout(['backup', place])).stderr).toMatch(/exists already/);
});

test('doctor finds a sound installation sound, running or not, and waits for a throttled key', async () => {
  const { sandbox, start, scout } = await setUp();
  const collector = await start();
  const running = await scout(['doctor', '--json'], { SCOUT_URL: collector.url });
  expect(running.exitCode).toBe(0);
  const findings = JSON.parse(running.stdout) as Finding[];
  expect(findings.filter(({ result }) => result !== 'ok')).toEqual([]);
  expect(findings.map(({ subject }) => subject)).toEqual([
    'configuration',
    'data',
    'disk',
    'store',
    'collector',
    'klaviyo',
    'key …dbox',
  ]);
  expect(await collector.stop()).toBe(0);
  const stopped = await scout(['doctor']);
  expect(stopped.exitCode).toBe(0);
  expect(stopped.stdout).toMatch(/WARN {2}collector/);
  expect(stopped.stdout).toMatch(/ok {4}key …dbox +Klaviyo takes it/);

  sandbox.setFaults([{ endpoint: 'profiles', status: 429, retry_after: 1, times: 1 }]);
  const throttled = await scout(['doctor']);
  expect(throttled).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Klaviyo takes it/) as string });
});

test('doctor names what is wrong: settings, secret, key, damage, open folder, no way to Klaviyo', async () => {
  const { sandbox, dataDir, start, scout } = await setUp();
  const settings = await scout(['doctor'], { PORT: 'many', RETENTION_DAYS: '0' });
  expect(settings.exitCode).toBe(1);
  expect(settings.stdout).toMatch(/FAIL {2}configuration +PORT: .*\nFAIL {2}configuration +RETENTION_DAYS: /);

  const collector = await start();
  expect(await collector.send(batch(...Array.from({ length: 400 }, (_, index) => `event-${index}`)))).toBe(202);
  expect(await collector.stop()).toBe(0);
  const secret = await scout(['doctor'], { APP_SECRET: 'another secret' });
  expect(secret.exitCode).toBe(1);
  expect(secret.stdout).toMatch(/FAIL {2}key …dbox +APP_SECRET does not open it/);

  sandbox.setFaults([{ status: 401 }]);
  expect((await scout(['doctor'])).stdout).toMatch(/FAIL {2}key …dbox/);
  sandbox.setFaults([]);
  chmodSync(dataDir, 0o755);
  const away = await scout(['doctor'], { KLAVIYO_API_URL: 'http://127.0.0.1:9' });
  expect(away.exitCode).toBe(1);
  expect(away.stdout).toMatch(/WARN {2}data +every user can read/);
  expect(away.stdout).toMatch(/FAIL {2}klaviyo +http:\/\/127\.0\.0\.1:9/);

  const path = join(dataDir, 'scout.db');
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 4096 * 30, 4096 * 60);
  writeFileSync(path, bytes);
  const damaged = await scout(['doctor']);
  expect(damaged.exitCode).toBe(1);
  expect(damaged.stdout).toMatch(/FAIL {2}store/);
});
