import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLog, readConfig, startCollector } from '@scout/collector';

const MAIN = fileURLToPath(new URL('../../packages/collector/src/main.ts', import.meta.url));
export const ADMIN_TOKEN = 'a-token-for-tests';

export interface RunningCollector {
  port: number;
  end(): Promise<void>;
}

export interface RunOptions {
  /** 0 takes any free port. */
  port: number;
  dataDir: string;
  sandboxUrl: string;
  siteKey: string;
  /** Of the collector in this process: milliseconds since 1970. */
  now: () => number;
  /** A process of its own, whose end is a SIGKILL. */
  asProcess: boolean;
}

/** The collector as it is run, which takes events from any origin. */
export async function runCollector(options: RunOptions): Promise<RunningCollector> {
  const { port, dataDir, sandboxUrl, siteKey, now } = options;
  const environment = {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    ADMIN_PASSWORD: 'a password for tests',
    ADMIN_TOKEN,
    INTAKE_LIMIT_PER_ADDRESS: '0',
    SITE_KEY: siteKey,
    KLAVIYO_API_URL: sandboxUrl,
    KLAVIYO_PRIVATE_KEY: 'pk_sandbox',
    KLAVIYO_REQUESTS_PER_SECOND: '50',
  };
  if (options.asProcess) return spawnCollector(environment);
  const after = (ms: number, callback: () => void) => {
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1)).unref();
    return () => clearTimeout(timer);
  };
  const collector = await startCollector({
    config: readConfig(environment),
    // A store that takes no writes is an error to the log, and what one scenario is about.
    log: createLog('error', () => {}),
    clock: { now, after },
  });
  return { port: Number(new URL(collector.url).port), end: collector.stop };
}

async function spawnCollector(environment: Record<string, string>): Promise<RunningCollector> {
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const { message, url: ready } = JSON.parse(line) as { message: string; url?: string };
      if (message === 'ready' && ready !== undefined) resolve(ready);
    });
    exited.then(() => reject(new Error('The collector ended before it was ready')), reject);
  });
  return {
    port: Number(new URL(url).port),
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
