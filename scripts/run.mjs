// The one door of every npm script: installs what is missing, then runs scripts/<task>.ts on the
// Node that the lockfile pins. Plain JavaScript, because it must run on the Node found here (20 or newer).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Pinned here and not in package.json, where pnpm would try to manage itself. */
const PNPM = 'pnpm@12.21.0';
const [task, ...args] = process.argv.slice(2);

install();
run(join(root, 'scripts', `${task}.ts`), args);

function install() {
  const stamp = join(root, 'node_modules', '.installed-lockfile');
  const lockfile = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfile) return;
  console.log('installing dependencies');
  const result = spawnSync('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}`);
    console.error(
      result.signal
        ? `The install was ended by ${result.signal}, perhaps for lack of memory: it needs about 700 MB.`
        : 'The install failed: see the lines above. It needs the network once.',
    );
    process.exit(1);
  }
  writeFileSync(stamp, lockfile);
}

/** The pinned Node where its package exists for this platform; else this one, if it is new enough. */
function pinnedNode() {
  const bundled = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(bundled) && statSync(bundled).isFile()) return bundled;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 12)) return process.execPath;
  console.error(
    `Scout needs Node 24.12 or newer; no bundled Node exists for ${process.platform}-${process.arch} and this is ${process.versions.node}.`,
  );
  return process.exit(1);
}

function run(script, scriptArgs) {
  const node = pinnedNode();
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const child = spawn(node, [script, ...scriptArgs], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path, SCOUT_PNPM: PNPM },
  });
  // Ctrl-C in a terminal reaches the child twice, a signal sent to npm reaches it only from here: both must do.
  process.on('SIGINT', () => child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
