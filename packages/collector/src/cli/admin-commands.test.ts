import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { connectShop, order, view, visitor } from '../testing/connected-shop.ts';
import { runCli, startCli } from '../testing/run-cli.ts';
import { every } from '../testing/test-collector.ts';

async function setUp() {
  const shop = await connectShop();
  const SCOUT_URL = shop.collector.url;
  const scout = async (args: readonly string[], input = '', more: Record<string, string> = {}) =>
    runCli(args, { SCOUT_URL, input, ...more });
  const json = async <T>(...args: string[]): Promise<T> => {
    const { stdout, stderr } = await scout([...args, '--json']);
    expect(stderr).toBe('');
    return JSON.parse(stdout) as T;
  };
  return { ...shop, scout, json, SCOUT_URL };
}

test('keys makes a site whose server key is taken, until it is replaced', async () => {
  const { collector, json } = await setUp();
  type Site = { id: string; public_key: string; server_key: string; origins: string[] };
  const made = await json<Site>('keys', 'create', '--name', 'Second', '--origin', 'https://two.example.com');
  expect(made.origins).toEqual(['https://two.example.com']);
  const statusWith = async (key: string) => {
    const headers = { authorization: `Bearer ${key}` };
    return (await fetch(`${collector.url}/v1/e`, { method: 'POST', headers, body: '{"events":[]}' })).status;
  };
  expect(await statusWith(made.server_key)).toBe(202);
  const rotated = await json<Site>('keys', 'rotate', made.id);
  expect(await statusWith(made.server_key)).toBe(401);
  expect(await statusWith(rotated.server_key)).toBe(202);
  const sites = await json<Site[]>('keys');
  expect(sites.map((site) => site.public_key)).toContain(made.public_key);
  expect(JSON.stringify(sites)).not.toContain(rotated.server_key);
});

test('destinations pause holds what comes in and resume lets it go', async () => {
  const { collector, scout, destinationId } = await setUp();
  const paused = await scout(['destinations', 'pause', destinationId]);
  expect(paused).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringContaining('PAUSED') as string });
  await collector.send({ identity: { email: 'jo@example.com' }, events: [order('o1')] });
  await collector.eventWhen('o1', every('held'));
  expect((await scout(['destinations', 'resume', destinationId])).exitCode).toBe(0);
  await collector.eventWhen('o1', every('delivered'));
});

test('destinations key takes the new key from standard input, and says so when Klaviyo refuses it', async () => {
  const { scout, destinationId } = await setUp();
  const refused = await scout(['destinations', 'key', destinationId], 'pk_of_nobody\n');
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
  expect(refused.stderr).toMatch(/refuses this key/);
  const taken = await scout(['destinations', 'key', destinationId], 'pk_sandbox\n');
  expect(taken.exitCode).toBe(0);
  const beside = await scout(['destinations', 'key', destinationId], 'pk_sandbox\n', {
    KLAVIYO_PRIVATE_KEY: 'pk_of_old',
  });
  expect(beside.exitCode).toBe(0);
  expect(taken.stdout + taken.stderr + refused.stderr).not.toMatch(/pk_sandbox|pk_of_nobody/);
});

test('scout test sends an event and tells its fate by words and exit code', async () => {
  const { sandbox, scout } = await setUp();
  const good = await scout(['test', 'jo@example.com']);
  expect(good).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Placed Order to .* delivered/) as string });
  expect(sandbox.events().length).toBeGreaterThan(0);
  sandbox.setFaults([{ status: 400 }]);
  const bad = await scout(['test', 'al@example.com', '--timeout', '20']);
  expect(bad).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('failed') as string });
});

test('replay sends again what its filter names, and wants to be told when that is everything', async () => {
  const { collector, scout, json } = await setUp();
  await collector.send({ identity: { email: 'jo@example.com' }, events: [order('o1'), view('v1')] });
  await collector.eventWhen('o1', every('delivered'));
  await collector.eventWhen('v1', every('delivered'));
  const unfiltered = await scout(['replay']);
  expect(unfiltered).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--all') as string });
  expect(await json('replay', '--all', '--dry-run')).toMatchObject({ dry_run: true, events: 2 });
  expect(await json('replay', '--name', 'Purchase')).toMatchObject({ dry_run: false, events: 1, deliveries: 1 });
});

test('export writes each event as a line, and forget takes a person out of it', async () => {
  const { collector, scout, json } = await setUp();
  await collector.send({ identity: { email: 'jo@example.com' }, context: visitor('jo'), events: [view('v1')] });
  await collector.send({ identity: { email: 'al@example.com' }, context: visitor('al'), events: [view('v2')] });
  const ids = async () =>
    (await scout(['export'])).stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id)
      .toSorted();
  expect(await ids()).toEqual(['v1', 'v2']);
  expect(await json('forget', 'jo@example.com')).toEqual({ email: 'jo@example.com', events: 1, visitors: 1 });
  expect(await ids()).toEqual(['v1', 'v2']);
  expect(await json('forget', 'jo@example.com', '--yes')).toEqual({ email: 'jo@example.com', events: 1 });
  expect(await ids()).toEqual(['v2']);
});

test('tail shows events as they come in until it is interrupted', async () => {
  const { collector, SCOUT_URL } = await setUp();
  const child = startCli(['tail'], { SCOUT_URL });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  if (!child.stdout) throw new Error('Expected a process with pipes');
  await collector.send({ identity: { email: 'jo@example.com' }, events: [view('v1')] });
  for await (const line of createInterface(child.stdout)) {
    if (!/ViewContent {2}jo@example\.com {2}delivered$/.test(line)) continue;
    child.kill('SIGINT');
    break;
  }
  expect(await exited).toBe(0);
});

test('what is called wrongly ends with 2, what does not work with 1, each with one plain sentence', async () => {
  const { scout } = await setUp();
  expect(await scout(['tidy'])).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await scout(['keys', '--nope'])).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await scout(['keys', 'rotate', 'none'])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'There is no site with this id\n',
  });
  const nobody = await runCli(['keys'], { SCOUT_URL: 'http://127.0.0.1:9' });
  expect(nobody.exitCode).toBe(1);
  expect(nobody.stderr).toMatch(/^No collector answers at http:\/\/127\.0\.0\.1:9 .*--url/);
  const noToken = await runCli(['keys'], { ADMIN_TOKEN: '' });
  expect(noToken).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ADMIN_TOKEN') as string });
  expect((await scout(['help', 'replay'])).stdout).toContain('--dry-run');
});
