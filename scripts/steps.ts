import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the repo's root with its output shown; resolves to whether it succeeded. */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
}

interface Build {
  name: string;
  /** Newer than the result means: build again. */
  sources: string[];
  result: string;
  command: [string, ...string[]];
}

const BUILDS: readonly Build[] = [
  {
    name: 'tag',
    sources: ['packages/sdk/src', 'packages/sdk/build.ts', 'packages/wire/src', 'pnpm-lock.yaml'],
    result: 'packages/sdk/dist/scout.js',
    command: [process.execPath, 'packages/sdk/build.ts'],
  },
  {
    name: 'dashboard',
    sources: [
      'packages/dashboard/src',
      'packages/dashboard/index.html',
      'packages/dashboard/vite.config.ts',
      'pnpm-lock.yaml',
    ],
    result: 'packages/dashboard/dist/index.html',
    command: ['vite', 'build', 'packages/dashboard', '--logLevel', 'warn'],
  },
  {
    name: 'collector',
    sources: ['packages/collector/src', 'packages/collector/vite.config.ts', 'packages/wire/src', 'pnpm-lock.yaml'],
    result: 'packages/collector/dist/collector.mjs',
    command: ['vite', 'build', 'packages/collector', '--logLevel', 'warn'],
  },
  {
    name: 'store',
    sources: [
      'examples/storefront/src',
      'examples/storefront/public',
      'examples/storefront/vite.config.ts',
      'pnpm-lock.yaml',
    ],
    result: 'examples/storefront/dist',
    command: ['vite', 'build', 'examples/storefront', '--logLevel', 'warn'],
  },
];

/** Builds what is missing or older than its sources; exits the process when a build fails. */
export function build(...names: string[]): void {
  for (const { name, sources, result, command } of BUILDS) {
    if (!names.includes(name) || isFresh(result, sources)) continue;
    console.log(`building the ${name}`);
    const [program, ...args] = command;
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' });
    if (status === 0) continue;
    console.error(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}\nThe build of the ${name} failed.`);
    process.exit(1);
  }
}

function isFresh(result: string, sources: readonly string[]): boolean {
  const path = join(ROOT, result);
  return existsSync(path) && sources.every((source) => newest(join(ROOT, source)) <= newest(path));
}

/** When the file, or the newest file of the folder, was last changed; 0 when there is none. */
function newest(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
