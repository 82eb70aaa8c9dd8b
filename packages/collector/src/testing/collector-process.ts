import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Batch } from '@scout/wire';
import { ADMIN_TOKEN, ORIGIN, SITE_KEY } from './test-collector.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface CollectorProcess {
  url: string;
  /** What it has written to its log so far. */
  lines: readonly string[];
  /** Posts a batch; resolves to the status of the answer, and to null when none came. */
  send(batch: Omit<Batch, 'key'>): Promise<number | null>;
  /** Ends it as a power cut would: SIGKILL. */
  kill(): Promise<void>;
  /** Ends it as an operator would; resolves to the exit code. */
  stop(): Promise<number | null>;
}

/** The collector as it is run, in a process of its own; rejects with what it printed when it ends before it is ready. */
export async function startCollectorProcess(options: {
  klaviyoApiUrl: string;
  dataDir: string;
  environment?: Record<string, string>;
}): Promise<CollectorProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: options.dataDir,
      ADMIN_PASSWORD: 'a password for tests',
      ADMIN_TOKEN,
      INTAKE_LIMIT_PER_ADDRESS: '0',
      SITE_KEY,
      SITE_ORIGINS: ORIGIN,
      KLAVIYO_API_URL: options.klaviyoApiUrl,
      KLAVIYO_PRIVATE_KEY: 'pk_sandbox',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return (await exited)[0];
  };
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const lines: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const { message, url: ready } = JSON.parse(line) as { message: string; url?: string };
      if (message === 'ready' && ready !== undefined) resolve(ready);
    });
    exited.then(([code]) => reject(new Error(`The collector ended with ${code}: ${printed}`)), reject);
  });
  return {
    url,
    lines,
    send: (batch) =>
      fetch(`${url}/v1/e`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'text/plain' },
        body: JSON.stringify({ key: SITE_KEY, ...batch }),
      }).then(
        async (response) => {
          await response.text();
          return response.status;
        },
        () => null,
      ),
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}
