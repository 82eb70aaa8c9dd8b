import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { build, ROOT } from './steps.ts';

/**
 * `npm start`: the whole product on embedded defaults: collector, Klaviyo sandbox and example store, each a process
 * of its own, as they would be in earnest.
 */
const SITE_KEY = 'pk_demo_store';
const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;

const ports = {
  collector: port('PORT', 8787),
  sandbox: port('SANDBOX_PORT', 8788),
  store: port('STORE_PORT', 8789),
};
const urls = {
  collector: `http://localhost:${ports.collector}`,
  sandbox: `http://localhost:${ports.sandbox}`,
  store: `http://localhost:${ports.store}`,
};
const dataDir = process.env.DATA_DIR ?? join(ROOT, 'data');
const children = new Set<ChildProcess>();
let stopping = false;

process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

for (const [name, value] of Object.entries(ports)) await refuseTakenPort(name, value);
build('tag', 'dashboard', 'store');
const password = process.env.ADMIN_PASSWORD ?? ownPassword();
launch('sandbox', 'packages/klaviyo-sandbox/src/main.ts', { PORT: String(ports.sandbox) });
await answering(`${urls.sandbox}/_sandbox/requests`);
launch('collector', 'packages/collector/src/main.ts', {
  LOG_LEVEL: 'warn',
  SITE_KEY,
  SITE_ORIGINS: `${urls.store},http://127.0.0.1:${ports.store}`,
  KLAVIYO_PRIVATE_KEY: 'pk_sandbox',
  KLAVIYO_API_URL: urls.sandbox,
  ...process.env,
  PORT: String(ports.collector),
  DATA_DIR: dataDir,
  ADMIN_PASSWORD: password,
});
launch('store', 'examples/storefront/src/main.ts', {
  PORT: String(ports.store),
  SCOUT_URL: urls.collector,
  SANDBOX_URL: urls.sandbox,
  SITE_KEY,
});
await Promise.all([answering(`${urls.collector}/readyz`), answering(urls.store)]);
console.log(`
  Example store     ${urls.store}   shop here
  Klaviyo sandbox   ${urls.sandbox}   see what arrived
  Scout collector   ${urls.collector}   password: ${password}

ready`);

function launch(name: string, script: string, env: NodeJS.ProcessEnv): void {
  const child = spawn(process.execPath, [join(ROOT, script)], {
    cwd: ROOT,
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  // Their own "listening" lines would only repeat the summary; what the collector warns of is shown.
  child.stdout.on('data', (chunk: Buffer) => {
    if (name === 'collector') process.stdout.write(chunk);
  });
  child.on('exit', (code) => {
    children.delete(child);
    if (stopping) return;
    console.error(`The ${name} ended by itself (exit code ${code}).`);
    void stop(1);
  });
}

/** What the children need of our environment; ports and hosts are theirs alone. */
function inherited(): NodeJS.ProcessEnv {
  const { PORT: _port, HOST: _host, ...rest } = process.env;
  return rest;
}

async function answering(url: string): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (!stopping) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > until) {
      console.error(`${url} does not answer.`);
      return stop(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const ended = [...children].map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children) child.kill('SIGTERM');
  const late = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, STOP_WITHIN_MS);
  await Promise.all(ended);
  clearTimeout(late);
  process.exit(code);
}

/** The demo's password is made once, so that it stays the same between starts. */
function ownPassword(): string {
  const path = join(dataDir, 'demo-password');
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(9).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(path, 'utf8').trim();
}

function port(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value < 65_536) return value;
  console.error(`${name}: expected a port from 1 to 65535, got "${text}"`);
  return process.exit(1);
}

async function refuseTakenPort(name: string, value: number): Promise<void> {
  const variable = name === 'collector' ? 'PORT' : `${name.toUpperCase()}_PORT`;
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(value, () => probe.close(() => resolve(true)));
  });
  if (free) return;
  console.error(`Port ${value} is in use; set ${variable} to another one for the ${name}.`);
  process.exit(1);
}
