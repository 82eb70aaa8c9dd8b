import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findPostgres, startPostgres } from './postgres-server.ts';

const binaries = findPostgres();

test.skipIf(binaries === null)('a run that was killed leaves a server, and the next run removes it', async () => {
  const module = JSON.stringify(new URL('./postgres-server.ts', import.meta.url).href);
  const script = `import(${module}).then(async ({ startPostgres }) => {
    await startPostgres(${JSON.stringify(binaries)});
    process.stdout.write('started');
  })`;
  const run = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(run.stdout, 'data');
  const ended = once(run, 'exit');
  run.kill('SIGKILL');
  await ended;
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`scout-postgres-${run.pid}-`));
  expect(left).toHaveLength(1);
  const directory = join(tmpdir(), left[0] ?? '');
  const serverPid = Number(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  expect(process.kill(serverPid, 0)).toBe(true);

  const own = await startPostgres(binaries ?? '');
  onTestFinished(() => own.stop());
  expect(existsSync(directory)).toBe(false);
  // Whoever adopts it has to take note of its end first.
  await vi.waitFor(() => expect(() => process.kill(serverPid, 0)).toThrow('ESRCH'), { timeout: 5_000 });
  await own.createSchema();
});
