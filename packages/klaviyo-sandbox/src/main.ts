import { startSandbox } from './start-sandbox.ts';

const port = Number(process.env['PORT'] || 8788);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  fail(`PORT: expected a number from 0 to 65535, got '${process.env['PORT']}'.`);
}
const host = process.env['HOST'] || '127.0.0.1';

const sandbox = await startSandbox({ port, host }).catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  return fail(
    taken ? `Port ${port} is in use: set PORT to another one.` : `The sandbox could not start: ${String(error)}`,
  );
});
process.stdout.write(`Klaviyo sandbox listening on ${sandbox.url}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.close());
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
