import { startStore } from './server.ts';

const { env, stdout, stderr } = process;

try {
  const store = await startStore({
    port: toPort(env['PORT'] ?? '8789'),
    ...(env['HOST'] ? { host: env['HOST'] } : {}),
    scoutUrl: env['SCOUT_URL'] ?? 'http://localhost:8787',
    siteKey: env['SITE_KEY'] ?? 'pk_demo',
    ...(env['SANDBOX_URL'] ? { sandboxUrl: env['SANDBOX_URL'] } : {}),
  });
  stdout.write(`example store on ${store.url}\n`);
  const end = () => {
    void store.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
} catch (error) {
  stderr.write(`${toSentence(error)}\n`);
  process.exit(1);
}

function toPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535 && text.trim() !== '') return port;
  throw new Error(`PORT: expected a number from 0 to 65535, got "${text}"`);
}

function toSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${env['PORT'] ?? '8789'} is in use: end the other program or set PORT.`;
  return error.message;
}
