import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { BlockList } from 'node:net';
import { z } from 'zod';
import { readAddressList } from './address-list.ts';
import type { LogLevel } from './log.ts';
import { originSchema } from './origin.ts';
import { readSecretSetting } from './secret-setting.ts';

/** All that the environment decides. See README for each name. */
export interface Config {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  appSecret: string;
  /** What stored keys may still be sealed with. */
  previousAppSecret: string | undefined;
  adminPassword: string | undefined;
  adminToken: string | undefined;
  publicUrl: string | undefined;
  trustedProxies: BlockList;
  /** Requests a second that intake takes from one address; 0: no limit. */
  intakePerAddress: number;
  /** Requests a second that browsers may send for one site; 0: no limit. */
  intakePerSite: number;
  /** For how long a collector that is asked to stop goes on taking requests while `/readyz` sends them elsewhere. */
  drainMs: number;
  klaviyoApiUrl: string;
  requestsPerSecond: number;
  klaviyoTimeoutMs: number;
  retentionDays: number;
  logLevel: LogLevel;
  metricsToken: string | undefined;
  /** Alerts may go to private addresses and by plain http. */
  allowPrivateWebhooks: boolean;
  provision: { siteKey?: string; siteOrigins: string[]; klaviyoPrivateKey?: string };
}

/** Each line says which setting is wrong and what was expected. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: `expected a whole number from ${min} to ${max}` })
    .transform(Number)
    .pipe(
      z
        .number()
        .min(min, { error: `expected a whole number from ${min} to ${max}` })
        .max(max, { error: `expected a whole number from ${min} to ${max}` }),
    );

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'expected a URL such as https://t.example.com' })
  .transform((text) => text.replace(/\/+$/, ''));

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const addressList = list.transform((texts, context) => {
  try {
    return readAddressList(texts);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
});

const secret = (least: number) => z.string().min(least, { error: `expected at least ${least} characters` });

const environmentSchema = z.object({
  PORT: wholeNumber(0, 65_535).default(8787),
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'expected postgres://user:password@host/database' })
    .optional(),
  APP_SECRET: secret(8).optional(),
  APP_SECRET_PREVIOUS: secret(8).optional(),
  ADMIN_PASSWORD: z.string().optional(),
  ADMIN_TOKEN: secret(8).optional(),
  PUBLIC_URL: httpUrl.optional(),
  TRUSTED_PROXIES: addressList.default(readAddressList([])),
  INTAKE_LIMIT_PER_ADDRESS: wholeNumber(0, 1_000_000).default(50),
  INTAKE_LIMIT_PER_SITE: wholeNumber(0, 1_000_000).default(10_000),
  DRAIN_SECONDS: wholeNumber(0, 60).default(0),
  KLAVIYO_API_URL: httpUrl.default('https://a.klaviyo.com'),
  KLAVIYO_REQUESTS_PER_SECOND: wholeNumber(1, 75).default(5),
  KLAVIYO_TIMEOUT_MS: wholeNumber(100, 120_000).default(15_000),
  RETENTION_DAYS: wholeNumber(1, 3_650).default(30),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'expected debug, info, warn or error' })
    .default('info'),
  METRICS_TOKEN: z.string().optional(),
  ALLOW_PRIVATE_WEBHOOKS: z
    .enum(['true', 'false'], { error: 'expected true or false' })
    .default('false')
    .transform((text) => text === 'true'),
  SITE_KEY: z
    .string()
    .regex(/^pk_[A-Za-z0-9_-]{1,100}$/, { error: 'expected pk_ and 1 to 100 letters, digits, _ or -' })
    .optional(),
  SITE_ORIGINS: list.pipe(z.array(originSchema)).default([]),
  KLAVIYO_PRIVATE_KEY: z
    .string()
    .regex(/^\S{6,256}$/, { error: 'expected a private key, pk_…, without spaces' })
    .optional(),
});

const SECRETS = [
  'DATABASE_URL',
  'APP_SECRET',
  'APP_SECRET_PREVIOUS',
  'ADMIN_PASSWORD',
  'ADMIN_TOKEN',
  'METRICS_TOKEN',
  'SITE_KEY',
  'KLAVIYO_PRIVATE_KEY',
] as const;

/** Reads the environment. Throws ConfigError with every mistake at once; makes APP_SECRET in DATA_DIR when unset. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value !== '') values[name] = value;
  }
  for (const name of SECRETS) {
    try {
      const value = readSecretSetting(values, name);
      if (value !== undefined) values[name] = value;
    } catch (error) {
      problems.push(`${name}_FILE: cannot read ${values[`${name}_FILE`]}: ${(error as Error).message}`);
    }
  }
  const parsed = environmentSchema.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) problems.push(`${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  const dataDir = resolve(env.DATA_DIR);
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir,
    databaseUrl: env.DATABASE_URL,
    appSecret: env.APP_SECRET ?? ownSecret(dataDir),
    previousAppSecret: env.APP_SECRET_PREVIOUS,
    adminPassword: env.ADMIN_PASSWORD,
    adminToken: env.ADMIN_TOKEN,
    publicUrl: env.PUBLIC_URL,
    trustedProxies: env.TRUSTED_PROXIES,
    intakePerAddress: env.INTAKE_LIMIT_PER_ADDRESS,
    intakePerSite: env.INTAKE_LIMIT_PER_SITE,
    drainMs: env.DRAIN_SECONDS * 1_000,
    klaviyoApiUrl: env.KLAVIYO_API_URL,
    requestsPerSecond: env.KLAVIYO_REQUESTS_PER_SECOND,
    klaviyoTimeoutMs: env.KLAVIYO_TIMEOUT_MS,
    retentionDays: env.RETENTION_DAYS,
    logLevel: env.LOG_LEVEL,
    metricsToken: env.METRICS_TOKEN,
    allowPrivateWebhooks: env.ALLOW_PRIVATE_WEBHOOKS,
    provision: {
      siteOrigins: env.SITE_ORIGINS,
      ...(env.SITE_KEY === undefined ? {} : { siteKey: env.SITE_KEY }),
      ...(env.KLAVIYO_PRIVATE_KEY === undefined ? {} : { klaviyoPrivateKey: env.KLAVIYO_PRIVATE_KEY }),
    },
  };
}

/** Made once, readable by its owner alone. */
function ownSecret(dataDir: string): string {
  const path = join(dataDir, 'app-secret');
  const own = readOrMake(path);
  if (own === '') {
    throw new ConfigError([`APP_SECRET: ${path} is empty; restore it, or remove it and paste the private keys again`]);
  }
  return own;
}

function readOrMake(path: string): string {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError([`DATA_DIR: cannot write ${path}: ${(error as Error).message}`]);
  }
}
