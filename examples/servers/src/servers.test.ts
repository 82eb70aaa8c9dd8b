import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { connectShop, type ConnectedShop } from '@scout/collector/testing/connected-shop.ts';
import { every } from '@scout/collector/testing/test-collector.ts';
import { expect, onTestFinished, test } from 'vitest';

const PROGRAMS = [
  { file: 'node.mjs', command: process.execPath },
  { file: 'server.php', command: 'php' },
  { file: 'server.py', command: 'python3' },
  { file: 'curl.sh', command: 'sh', needs: 'curl' },
];

const isThere = (command: string): boolean => spawnSync(command, ['--version']).error === undefined;
const present = PROGRAMS.filter(({ command, needs }) => isThere(needs ?? command));
const missing = PROGRAMS.filter((program) => !present.includes(program));

async function makeServerKey({ collector }: ConnectedShop): Promise<string> {
  const [site] = await collector.api<{ id: string }[]>('GET', '/sites');
  const change = { rotate_server_key: true };
  return (await collector.api<{ server_key: string }>('PATCH', `/sites/${site?.id}`, change)).server_key;
}

/** Resolves to the exit code and all that was printed. */
function run(program: (typeof PROGRAMS)[number], env: Record<string, string>): Promise<{ code: number; text: string }> {
  const file = fileURLToPath(new URL(`../${program.file}`, import.meta.url));
  return new Promise((resolve) => {
    execFile(program.command, [file], { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), text: stdout + stderr });
    });
  });
}

/** Hands requests on to the collector; the answer to the first one is lost on the way, a 503 comes in its place. */
async function loseFirstAnswer(collectorUrl: string): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      bodies.push(body.toString());
      const headers = { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' };
      void fetch(`${collectorUrl}${request.url}`, { method: 'POST', headers, body }).then(async (answer) => {
        if (bodies.length === 1) response.writeHead(503, { 'retry-after': '1' }).end('{}');
        else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies };
}

test.each(present)('$file sends an order again when the answer was lost, and it is one order', async (program) => {
  const shop = await connectShop();
  const proxy = await loseFirstAnswer(shop.collector.url);
  const env = { SCOUT_HOST: proxy.url, SCOUT_SERVER_KEY: await makeServerKey(shop) };
  expect(await run(program, env)).toMatchObject({ code: 0 });

  expect(proxy.bodies).toHaveLength(2);
  expect(proxy.bodies[1]).toBe(proxy.bodies[0]);
  await shop.collector.eventWhen('order-1001', every('delivered'));
  expect(shop.sandbox.events().map(({ metric, unique_id, email }) => [metric, unique_id, email])).toEqual([
    ['Placed Order', '1001', 'jo@example.com'],
    ['Ordered Product', expect.any(String), 'jo@example.com'],
  ]);
  expect(shop.sandbox.events()[0]).toMatchObject({ value: 44.7, value_currency: 'EUR' });
});

test.each(present)('$file gives up with the reason when its key is refused', async (program) => {
  const shop = await connectShop();
  const { code, text } = await run(program, { SCOUT_HOST: shop.collector.url, SCOUT_SERVER_KEY: 'sk_wrong' });
  expect(code).not.toBe(0);
  expect(text).toContain('Unknown server key');
  expect(shop.sandbox.events()).toEqual([]);
});

const left = missing.map(({ file, command, needs }) => `${file} (no ${needs ?? command} here)`);
test(`the recipes name every program (that could not be tried here: ${left.join(', ') || 'none'})`, () => {
  const recipes = readFileSync(new URL('../../../docs/RECIPES.md', import.meta.url), 'utf8');
  const named = [...recipes.matchAll(/examples\/servers\/([\w.]+)\)/g)].map(([, file]) => file);
  expect(named).toEqual(PROGRAMS.map(({ file }) => file));
});
