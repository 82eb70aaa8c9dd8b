import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';

const DEBIAN = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root; without a user of its own, "nobody" does. */
const NOBODY = 65_534;
/** Of the folders' names; the pid of the process that started the server comes next. */
const PREFIX = 'scout-postgres-';

export interface PostgresServer {
  /** Makes an empty schema, much sooner made than a database, and returns the URL of it. */
  createSchema(): Promise<string>;
  /** Ends it at once, as a crash would, and starts it again on the same data. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The directory of the newest PostgreSQL on this machine, or null. */
export function findPostgres(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return places.find((place) => ['initdb', 'postgres'].every((program) => existsSync(join(place, program)))) ?? null;
}

/**
 * Starts a PostgreSQL of its own on a free port, with data that is gone once it is stopped, and removes what is left
 * of runs that were killed before they could do so.
 */
export async function startPostgres(binaries: string): Promise<PostgresServer> {
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  removeOrphans({ binaries, owner });
  const directory = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  if (owner.uid !== undefined) chownSync(directory, owner.uid, owner.gid);
  const data = join(directory, 'data');
  execFileSync(
    join(binaries, 'initdb'),
    ['--pgdata', data, '--username', 'scout', '--auth', 'trust', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'],
    { ...owner, cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    log_min_messages: 'panic',
    max_connections: '100',
  };
  let server: ChildProcess | undefined;
  const administer = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: `postgres://scout@127.0.0.1:${port}/postgres` });
    try {
      // Its first refusals are part of starting.
      client.on('error', () => {});
      await client.connect();
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    server = spawn(join(binaries, 'postgres'), ['-D', data, '-p', String(port), ...options], {
      ...owner,
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (;;) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
      const answers = await administer('SELECT 1').then(
        () => true,
        () => false,
      );
      if (answers) return;
    }
  };
  await start();
  let made = 0;
  return {
    createSchema: async () => {
      made++;
      await administer(`CREATE SCHEMA scout_${made}`);
      return `postgres://scout@127.0.0.1:${port}/postgres?options=-c%20search_path%3Dscout_${made}`;
    },
    crash: () => end('SIGQUIT'),
    start,
    stop: async () => {
      await end('SIGQUIT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Ends the servers and removes the folders whose owner lives no more. */
function removeOrphans({ binaries, owner }: { binaries: string; owner: { uid?: number; gid?: number } }): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const directory = join(tmpdir(), name);
    const stop = ['stop', '--pgdata', join(directory, 'data'), '--mode', 'immediate', '--silent'];
    // Fails where no server runs any more; the folder goes all the same.
    spawnSync(join(binaries, 'pg_ctl'), stop, { ...owner, cwd: tmpdir(), stdio: 'ignore' });
    rmSync(directory, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
