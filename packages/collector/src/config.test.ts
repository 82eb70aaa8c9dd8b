import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

function createDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'scout-config-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** The lines that an environment is refused with. */
function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig({ APP_SECRET: 'a secret for tests', ...environment });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('without an environment it has the documented defaults', () => {
  const config = readConfig({ DATA_DIR: createDirectory() });
  expect(config).toMatchObject({
    port: 8787,
    host: '0.0.0.0',
    klaviyoApiUrl: 'https://a.klaviyo.com',
    requestsPerSecond: 5,
    klaviyoTimeoutMs: 15_000,
    retentionDays: 30,
    logLevel: 'info',
    provision: { siteOrigins: [] },
  });
  expect([config.adminPassword, config.adminToken, config.publicUrl, config.metricsToken]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('an empty value counts as unset', () => {
  const config = readConfig({ DATA_DIR: createDirectory(), PORT: '', ADMIN_TOKEN: '', SITE_ORIGINS: '' });
  expect(config).toMatchObject({ port: 8787, provision: { siteOrigins: [] } });
  expect(config.adminToken).toBeUndefined();
});

test('all mistakes are told at once, one line each, with what was expected', () => {
  const problems = problemsOf({
    PORT: '99999',
    ADMIN_TOKEN: 'short',
    KLAVIYO_API_URL: 'a.klaviyo.com',
    KLAVIYO_REQUESTS_PER_SECOND: '0',
    KLAVIYO_TIMEOUT_MS: '1.5',
    RETENTION_DAYS: 'forever',
    LOG_LEVEL: 'loud',
    SITE_KEY: 'sk_wrong',
    SITE_ORIGINS: 'https://shop.example, shop.example/path',
    ADMIN_PASSWORD_FILE: '/no/such/file',
  });
  expect(problems.toSorted()).toEqual([
    expect.stringMatching(/^ADMIN_PASSWORD_FILE: cannot read \/no\/such\/file: ENOENT/),
    'ADMIN_TOKEN: expected at least 8 characters',
    'KLAVIYO_API_URL: expected a URL such as https://t.example.com',
    'KLAVIYO_REQUESTS_PER_SECOND: expected a whole number from 1 to 75',
    'KLAVIYO_TIMEOUT_MS: expected a whole number from 100 to 120000',
    'LOG_LEVEL: expected debug, info, warn or error',
    'PORT: expected a whole number from 0 to 65535',
    'RETENTION_DAYS: expected a whole number from 1 to 3650',
    'SITE_KEY: expected pk_ and 1 to 100 letters, digits, _ or -',
    'SITE_ORIGINS.1: expected an origin such as https://shop.example.com, got "shop.example/path"',
  ]);
});

test.each(['-1', '1e3', ' 80', '0x50', '65536'])('the port "%s" is refused', (port) => {
  expect(problemsOf({ PORT: port })).toEqual(['PORT: expected a whole number from 0 to 65535']);
});

test('each secret can come from a file, without the line break at its end', () => {
  const directory = createDirectory();
  const secrets = {
    APP_SECRET: 'an app secret',
    ADMIN_PASSWORD: 'a password',
    ADMIN_TOKEN: 'an admin token',
    METRICS_TOKEN: 'a metrics token',
    SITE_KEY: 'pk_from_file',
    KLAVIYO_PRIVATE_KEY: 'pk_private',
  };
  const environment: Record<string, string> = { DATA_DIR: directory };
  for (const [name, secret] of Object.entries(secrets)) {
    const path = join(directory, name);
    writeFileSync(path, `${secret}\n`);
    environment[`${name}_FILE`] = path;
  }
  expect(readConfig(environment)).toMatchObject({
    appSecret: 'an app secret',
    adminPassword: 'a password',
    adminToken: 'an admin token',
    metricsToken: 'a metrics token',
    provision: { siteKey: 'pk_from_file', klaviyoPrivateKey: 'pk_private' },
  });
});

test('without APP_SECRET one is made once, readable by its owner alone', () => {
  const dataDir = join(createDirectory(), 'data');
  const { appSecret } = readConfig({ DATA_DIR: dataDir });
  const path = join(dataDir, 'app-secret');
  expect(appSecret).toBe(readFileSync(path, 'utf8'));
  expect(appSecret.length).toBeGreaterThanOrEqual(43);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readConfig({ DATA_DIR: dataDir }).appSecret).toBe(appSecret);
  expect(readConfig({ DATA_DIR: createDirectory() }).appSecret).not.toBe(appSecret);
});

test('an APP_SECRET file that a crash left empty is refused, for stored keys would be sealed with nothing', () => {
  const dataDir = createDirectory();
  writeFileSync(join(dataDir, 'app-secret'), '');
  expect(() => readConfig({ DATA_DIR: dataDir })).toThrow(/APP_SECRET: .*app-secret is empty/);
});

test('a data directory that cannot be written is one clear line', () => {
  const dataDir = createDirectory();
  writeFileSync(join(dataDir, 'file'), '');
  expect(() => readConfig({ DATA_DIR: join(dataDir, 'file') })).toThrow(/^DATA_DIR: cannot write /);
  mkdirSync(join(dataDir, 'app-secret'));
  expect(() => readConfig({ DATA_DIR: dataDir })).toThrow(/^DATA_DIR: cannot write /);
});

test('slashes at the end of addresses do not matter', () => {
  const config = readConfig({
    APP_SECRET: 'a secret for tests',
    PUBLIC_URL: 'https://t.shop.example/',
    KLAVIYO_API_URL: 'http://localhost:8788/',
    SITE_ORIGINS: ' https://shop.example/ ,http://localhost:8789',
  });
  expect(config).toMatchObject({
    publicUrl: 'https://t.shop.example',
    klaviyoApiUrl: 'http://localhost:8788',
    provision: { siteOrigins: ['https://shop.example', 'http://localhost:8789'] },
  });
});
