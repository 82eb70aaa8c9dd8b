import { startCollector } from './collector.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';

/** What is still under way after this long is left to the next start. */
const STOP_WITHIN_MS = 20_000;

// Events, addresses and the secret are for this user alone, whatever file they are in.
process.umask(0o077);

try {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const collector = await startCollector({ config, log });

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    log.info('stopping');
    setTimeout(() => process.exit(1), config.drainMs + STOP_WITHIN_MS).unref();
    collector.stop().then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error('stopping failed', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Whoever waits for this line may end us right after it.
  log.info('ready', { url: collector.url });
  if (collector.setupUrl !== undefined) log.warn(`no password is set yet; set one here: ${collector.setupUrl}`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `PORT: ${port ?? ''} is in use; choose another`;
  return `The collector could not start: ${message}`;
}
