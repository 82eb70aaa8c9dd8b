import { spawn, type ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ADMIN_TOKEN } from './test-collector.ts';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

export interface CliRun {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Starts `scout …` in a process of its own, whose environment is the token of tests and what is given. */
export function startCli(args: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { env: { ADMIN_TOKEN, ...environment } });
}

/** The same to its end, with `input` on its standard input. */
export async function runCli(
  args: readonly string[],
  { input = '', ...environment }: Record<string, string> = {},
): Promise<CliRun> {
  const child = startCli(args, environment);
  if (!child.stdin || !child.stdout || !child.stderr) throw new Error('Expected a process with pipes');
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { exitCode, stdout, stderr };
}
