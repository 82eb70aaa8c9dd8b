import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from './start-sandbox.ts';

function run(env: Record<string, string>) {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, output };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'it says where it listens, and %s ends it though a client hangs',
  async (signal) => {
    const { child, output } = run({ PORT: '0' });
    await once(child.stdout, 'data');
    const url = /^Klaviyo sandbox listening on (http:\S+)\n$/.exec(output.stdout)?.[1];
    await fetch(`${url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify([{ action: 'hang' }]) });
    const hanging = fetch(`${url}/api/accounts`).catch(() => 'ended');
    await expect
      .poll(async () => (await fetch(`${url}/_sandbox/requests`)).json(), { timeout: 10_000 })
      .toHaveLength(1);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(await hanging).toBe('ended');
    expect(output.stderr).toBe('');
  },
);

test('a port in use is one clear line and exit code 1', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const { child, output } = run({ PORT: String(sandbox.port) });
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(output.stderr).toBe(`Port ${sandbox.port} is in use: set PORT to another one.\n`);
});

test('a port that is no number is one clear line and exit code 1', async () => {
  const { child, output } = run({ PORT: 'http' });
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(output.stderr).toBe("PORT: expected a number from 0 to 65535, got 'http'.\n");
});
