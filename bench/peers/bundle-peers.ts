import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';

const HERE = import.meta.dirname;
/** As in scripts/run.mjs. */
const PNPM = 'pnpm@12.21.0';

export interface Peer {
  /** The npm package with its version, such as `ahoy.js 0.4.5`. */
  name: string;
  /** A classic script that starts the tag as its documentation says and sets `window.track`. */
  code: string;
}

/** Installs the pinned peers, which no other command needs, and bundles each entry as a shop's own build would. */
export async function bundlePeers(): Promise<Peer[]> {
  const args = ['--yes', PNPM, 'install', '--ignore-workspace', '--ignore-scripts', '--frozen-lockfile'];
  const { status, stdout, stderr } = spawnSync('npx', args, { cwd: HERE, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The peers' install failed; it needs the network once.\n${stdout}${stderr}`);
  const { dependencies } = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const peers: Peer[] = [];
  for (const file of readdirSync(join(HERE, 'entries'))) {
    const entry = join(HERE, 'entries', file);
    const [, name] = /from '((?:@[^/]+\/)?[^/']+)/.exec(readFileSync(entry, 'utf8')) ?? [];
    if (name === undefined || dependencies[name] === undefined) throw new Error(`${file} imports no dependency`);
    peers.push({ name: `${name} ${dependencies[name]}`, code: await bundle(entry) });
  }
  return peers;
}

async function bundle(entry: string): Promise<string> {
  const built = (await build({
    configFile: false,
    root: HERE,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, target: 'es2022', lib: { entry, formats: ['iife'], name: 'peer' } },
  })) as Rolldown.RolldownOutput[];
  const [chunk, ...others] = built.flatMap(({ output }) => output);
  if (chunk?.type !== 'chunk' || others.length > 0) throw new Error(`Expected one script from ${entry}`);
  return chunk.code;
}
