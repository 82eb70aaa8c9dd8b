import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Where Debian's package has it; another place by WORDPRESS_DIR. */
const WORDPRESS = process.env.WORDPRESS_DIR ?? '/usr/share/wordpress';
/** The plugin's file. */
export const PLUGIN = fileURLToPath(new URL('../scout-for-woocommerce.php', import.meta.url));
const TESTING = fileURLToPath(new URL('../testing/', import.meta.url));

const isThere = (command: string): boolean => spawnSync(command, ['--version']).error === undefined;

/** What this machine lacks to run WordPress; empty when it has all. */
export function whatIsMissing(): string[] {
  const programs = ['php', 'mariadbd', 'mariadb-install-db'].filter((command) => !isThere(command));
  return existsSync(join(WORDPRESS, 'wp-settings.php')) ? programs : [...programs, `WordPress in ${WORDPRESS}`];
}

export interface WordPress {
  url: string;
  productId: number;
  checkoutId: number;
  stop(): Promise<void>;
}

/** WordPress on a database of its own with the plugin and the stand-in for WooCommerce, served by PHP. */
export async function startWordPress(): Promise<WordPress> {
  const directory = mkdtempSync(join(tmpdir(), 'scout-wordpress-'));
  const root = join(directory, 'wordpress');
  const socket = join(directory, 'db.sock');
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.toReversed()) {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.kill()) await ended;
    }
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    layOut(root, socket);
    children.push(await startDatabase(directory, socket));
    const port = await findPort();
    const env = { ...process.env, SHOP_HOST: `127.0.0.1:${port}`, WORDPRESS: root };
    const ids = execFileSync('php', [join(TESTING, 'install.php')], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { product, checkout } = JSON.parse(ids) as { product: number; checkout: number };
    const php = spawn('php', ['-S', env.SHOP_HOST, '-t', root], {
      env: { ...env, PHP_CLI_SERVER_WORKERS: '4' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // The workers of PHP's server end with its group.
      detached: true,
    });
    php.kill = () => process.kill(-(php.pid ?? 0));
    children.push(php);
    await untilItSays(php, 'started');
    return { url: `http://${env.SHOP_HOST}`, productId: product, checkoutId: checkout, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A copy, because WordPress finds its configuration beside its own files. */
function layOut(root: string, socket: string): void {
  cpSync(WORDPRESS, root, { recursive: true, filter: (path) => !path.startsWith(join(WORDPRESS, 'wp-content')) });
  const theme = join(root, 'wp-content/themes/bare');
  mkdirSync(theme, { recursive: true });
  mkdirSync(join(root, 'wp-content/plugins'));
  writeFileSync(join(theme, 'style.css'), '/* Theme Name: Bare */');
  writeFileSync(join(theme, 'index.php'), '');
  for (const file of [PLUGIN, `${TESTING}woocommerce-stand-in.php`, `${TESTING}woocommerce-products-and-orders.php`]) {
    copyFileSync(file, join(root, 'wp-content/plugins', basename(file)));
  }
  const constants = {
    DB_NAME: 'wordpress',
    DB_USER: 'root',
    DB_PASSWORD: '',
    DB_HOST: `localhost:${socket}`,
    DB_CHARSET: 'utf8mb4',
    WP_DEFAULT_THEME: 'bare',
    WP_HTTP_BLOCK_EXTERNAL: true,
    DISABLE_WP_CRON: true,
    WP_DEBUG: true,
    WP_DEBUG_DISPLAY: true,
  };
  const lines = Object.entries(constants).map(([name, value]) => `define('${name}', ${JSON.stringify(value)});`);
  writeFileSync(
    join(root, 'wp-config.php'),
    `<?php\n${lines.join('\n')}\n$table_prefix = 'wp_';\nrequire_once __DIR__ . '/wp-settings.php';\n`,
  );
}

async function startDatabase(directory: string, socket: string): Promise<ChildProcess> {
  const options = [`--datadir=${join(directory, 'db')}`, ...(process.getuid?.() === 0 ? ['--user=root'] : [])];
  const auth = ['--auth-root-authentication-method=normal', '--skip-test-db'];
  execFileSync('mariadb-install-db', ['--no-defaults', ...options, ...auth], { stdio: 'ignore' });
  const database = spawn('mariadbd', ['--no-defaults', ...options, `--socket=${socket}`, '--skip-networking'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilItSays(database, 'ready for connections');
  execFileSync('php', [
    '-r',
    `(new mysqli('localhost', 'root', '', '', 0, '${socket}'))->query('CREATE DATABASE wordpress');`,
  ]);
  return database;
}

async function untilItSays(child: ChildProcess, words: string): Promise<void> {
  const said: string[] = [];
  if (child.stderr === null) throw new Error('Expected a program whose errors can be read');
  for await (const line of createInterface(child.stderr)) {
    said.push(line);
    if (line.includes(words)) {
      child.stderr.resume();
      return;
    }
  }
  throw new Error(`Expected "${words}", got: ${said.join('\n')}`);
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
