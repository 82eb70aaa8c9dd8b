import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Command } from './cli/command.ts';
import { runCli } from './testing/run-cli.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

interface Service {
  env_file?: string;
  environment?: Record<string, unknown>;
  volumes?: string[];
  depends_on?: string[] | Record<string, unknown>;
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  mem_limit?: string;
  ports?: string[];
}
interface Compose {
  services: Record<string, Service>;
  volumes?: Record<string, unknown>;
}

const MANUAL = read('docs/OPERATIONS.md');
const ENV_EXAMPLE = read('deploy/env.example');
const composeFiles = readdirSync(ROOT)
  .filter((name) => /^compose.*\.yaml$/.test(name))
  .map((name) => ({ name, text: read(name), compose: parse(read(name), { merge: true }) as Compose }));

const isCommand = (value: unknown): value is Command =>
  typeof value === 'object' && value !== null && 'usage' in value && 'run' in value;

/** The settings that readConfig takes, as its source declares them. */
const settings = new Set(
  [...read('packages/collector/src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = '']) => name),
);

/** What the Compose files themselves, and Compose, read from `.env`. */
const composeSettings = new Set([
  'COMPOSE_FILE',
  ...composeFiles.flatMap(({ text }) => [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name)),
]);

test('every setting that deploy/env.example and the manual name is one that something reads', () => {
  expect(settings.has('APP_SECRET')).toBe(true);
  const offered = [...ENV_EXAMPLE.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
  const named = [...MANUAL.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)].map(([, name = '']) => name);
  expect(offered.length).toBeGreaterThan(5);
  expect(named.length).toBeGreaterThan(10);
  const known = new Set([...settings, ...composeSettings, 'SCOUT_URL', 'DOCKER_HOST']);
  expect([...offered, ...named].filter((name) => !known.has(name))).toEqual([]);
});

test('every setting that only the Compose files read is offered in deploy/env.example or explained in the manual', () => {
  const missing = [...composeSettings].filter(
    (name) => !new RegExp(`^${name}=`, 'm').test(ENV_EXAMPLE) && !MANUAL.includes(`\`${name}`),
  );
  expect(missing).toEqual([]);
});

test.each(composeFiles)('$name gives its collectors only settings that they know', ({ compose }) => {
  const collectors = Object.entries(compose.services).filter(([name]) => name.startsWith('collector'));
  const given = collectors.flatMap(([, { environment = {} }]) => Object.keys(environment));
  expect(given.filter((name) => !settings.has(name))).toEqual([]);
});

test.each(composeFiles)('$name mounts files that there are and volumes that it declares', ({ compose }) => {
  const sources = Object.values(compose.services).flatMap(({ volumes = [] }) =>
    volumes.map((volume) => volume.split(':')[0] ?? ''),
  );
  // `backups` is made by the owner, as the manual says.
  const files = sources.filter((source) => source.startsWith('./') && source !== './backups');
  expect(files.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  const named = sources.filter((source) => !source.startsWith('.'));
  expect(named.toSorted()).toEqual(Object.keys(compose.volumes ?? {}).toSorted());
});

test('no collector runs with a writable system, with capabilities or without a limit of memory', () => {
  const collectors = composeFiles
    .filter(({ name }) => name === 'compose.yaml' || name === 'compose.fleet.yaml')
    .flatMap(({ compose }) => Object.entries(compose.services))
    .filter(([name]) => name.startsWith('collector'));
  expect(collectors.map(([name]) => name)).toEqual(['collector-1', 'collector-2', 'collector']);
  for (const [, { read_only, cap_drop, mem_limit }] of collectors) {
    expect({ read_only, cap_drop, mem_limit }).toEqual({ read_only: true, cap_drop: ['ALL'], mem_limit: '256m' });
  }
});

test('only the proxy is reachable from other machines', () => {
  const published = composeFiles.flatMap(({ compose }) =>
    Object.entries(compose.services).flatMap(([service, { ports = [] }]) =>
      ports.filter((port) => !port.startsWith('127.0.0.1:')).map((port) => `${service} ${port}`),
    ),
  );
  expect([...new Set(published)]).toEqual(['caddy 80:80', 'caddy 443:443', 'caddy 443:443/udp']);
});

test('Prometheus has a configuration for each set of collectors, by the names of their services', () => {
  const collectorsOf = (file: string): string[] => {
    const found = composeFiles.find(({ name }) => name === file);
    return Object.keys(found?.compose.services ?? {}).filter((name) => name.startsWith('collector'));
  };
  const targetsOf = (file: string): string[] => {
    const { scrape_configs } = parse(read(`deploy/prometheus/${file}`)) as {
      scrape_configs: [{ static_configs: [{ targets: string[] }] }];
    };
    return scrape_configs[0].static_configs[0].targets;
  };
  for (const [compose, prometheus] of [
    ['compose.yaml', 'prometheus.yml'],
    ['compose.fleet.yaml', 'fleet.yml'],
  ] as const) {
    expect(targetsOf(prometheus)).toEqual(collectorsOf(compose).map((name) => `${name}:8787`));
  }
});

test('every scout command that the manual, the alerts and the units name exists, with the words and options it is given', async () => {
  const units = readdirSync(new URL('deploy/systemd/', ROOT)).map((name) => read(`deploy/systemd/${name}`));
  const sources = [MANUAL, read('deploy/prometheus/alerts.yml'), ...units].join('\n');
  const code = /(?:`|collector(?:-\d)? |rm [^\n]* scout |: )scout ([a-z]+(?: [a-z-]+(?![\w@./-]))*)/g;
  const commands = [...new Set([...sources.matchAll(code)].map(([, words = '']) => words))].filter(
    (words) => !words.startsWith('help'),
  );
  expect(commands).toContain('keys rotate');
  expect(commands).toContain('replay --status failed');
  const { stdout: help } = await runCli(['help']);
  const folder = new URL('packages/collector/src/cli/', ROOT);
  const files = readdirSync(folder).filter((name) => name !== 'main.ts' && !name.endsWith('.test.ts'));
  const exported = await Promise.all(
    files.map(async (name) => Object.values((await import(new URL(name, folder).href)) as Record<string, unknown>)),
  );
  const usages = exported.flat().flatMap((each) => (isCommand(each) ? [each.usage] : []));
  const unknown = commands.filter((words) => {
    const [name = '', ...rest] = words.split(' ');
    const usage = usages.find((each) => each.startsWith(`scout ${name}`)) ?? '';
    return (
      !help.includes(`\n  ${name} `) || rest.some((word) => !new RegExp(`(?<![\\w-])${word}(?![\\w-])`).test(usage))
    );
  });
  expect(unknown).toEqual([]);
});

test('every file that the manual links to or copies is there', () => {
  const linked = [...MANUAL.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
    ([, path = '']) => new URL(path, new URL('docs/', ROOT)),
  );
  const deployed = [...MANUAL.matchAll(/\bdeploy\/[\w./-]*\w/g)].map(([path]) => path.replace(/scout-backup\.?$/, ''));
  expect(linked.length).toBeGreaterThan(3);
  expect(linked.filter((url) => !existsSync(url)).map(String)).toEqual([]);
  expect(deployed.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
});
