import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import { ConfigError, readConfig, type Config } from '../config.ts';
import { createKlaviyoKind } from '../klaviyo/klaviyo-kind.ts';
import { createVault } from '../secrets.ts';
import { collectorUrl } from './api.ts';
import type { Finding } from './finding.ts';
import { inspectStore, type StoredDestination } from './inspect-store.ts';

/** Below this, intake will soon answer 503. */
const DISK_FAILURE_BYTES = 100 * 2 ** 20;
const DISK_WARNING_BYTES = 2 ** 30;
const ANSWER_WITHIN_MS = 5_000;

/** Looks at everything that a collector with this environment needs, without changing any of it. */
export async function examine(environment: NodeJS.ProcessEnv, url: string | undefined): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfigOnly(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((detail) => ({ subject: 'configuration', result: 'failure', detail }));
  }
  const store = await inspectStore(config);
  const collector = await askCollector(collectorUrl(environment, url));
  return [
    { subject: 'configuration', result: 'ok', detail: 'every setting can be read' },
    ...examineFolder(config),
    store.finding,
    collector,
    await askKlaviyo(config),
    ...(await Promise.all(
      store.destinations.map((stored) => examineDestination(stored, { config, runs: collector.result === 'ok' })),
    )),
  ];
}

/** The collector's own reading, which would make a secret where there is none yet. */
function readConfigOnly(environment: NodeJS.ProcessEnv): Config {
  const path = join(environment.DATA_DIR || './data', 'app-secret');
  const made = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  return readConfig({ APP_SECRET: made || 'none was made yet', ...environment });
}

function examineFolder({ dataDir }: Config): Finding[] {
  const stat = statSync(dataDir, { throwIfNoEntry: false });
  if (!stat) return [{ subject: 'data', result: 'warning', detail: `${dataDir} is made at the first start` }];
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const open = (stat.mode & 0o007) !== 0;
  return [
    open
      ? { subject: 'data', result: 'warning', detail: `every user can read ${dataDir}: chmod 700 it` }
      : { subject: 'data', result: 'ok', detail: dataDir },
    {
      subject: 'disk',
      result: free < DISK_FAILURE_BYTES ? 'failure' : free < DISK_WARNING_BYTES ? 'warning' : 'ok',
      detail: `${(free / 2 ** 30).toFixed(1)} GiB free`,
    },
  ];
}

async function askCollector(url: string): Promise<Finding> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    if (answer.ok) return { subject: 'collector', result: 'ok', detail: `ready at ${url}` };
    return {
      subject: 'collector',
      result: 'failure',
      detail: `${url} answers ${answer.status}: ${await answer.text()}`,
    };
  } catch {
    return { subject: 'collector', result: 'warning', detail: `none answers at ${url}` };
  }
}

/** Any answer will do: without a key it is a 401. */
async function askKlaviyo({ klaviyoApiUrl }: Config): Promise<Finding> {
  const startedAt = performance.now();
  try {
    const { status } = await fetch(`${klaviyoApiUrl}/api/accounts`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const ms = Math.round(performance.now() - startedAt);
    return { subject: 'klaviyo', result: 'ok', detail: `${klaviyoApiUrl} answers (${status}, ${ms} ms)` };
  } catch (error) {
    const { cause, message } = error as { cause?: Error; message: string };
    return { subject: 'klaviyo', result: 'failure', detail: `${klaviyoApiUrl}: ${cause?.message ?? message}` };
  }
}

async function examineDestination(
  stored: StoredDestination,
  { config, runs }: { config: Config; runs: boolean },
): Promise<Finding> {
  const { id, key_hint, sealed_key, status, error } = stored;
  const subject = `key …${key_hint}`;
  let privateKey: string;
  try {
    privateKey = createVault(config.appSecret, config.previousAppSecret).open(sealed_key);
  } catch {
    const detail = `APP_SECRET does not open it: paste it again (scout destinations key ${id})`;
    return { subject, result: 'failure', detail };
  }
  if (status === 'ERROR') return { subject, result: 'failure', detail: error ?? 'Klaviyo refuses it' };
  if (status === 'PAUSED') return { subject, result: 'warning', detail: 'its destination is paused' };
  if (runs) return { subject, result: 'ok', detail: 'in use by the running collector' };
  const kind = createKlaviyoKind({
    baseUrl: config.klaviyoApiUrl,
    requestsPerSecond: config.requestsPerSecond,
    openKey: () => privateKey,
    clock: systemClock,
    timeoutMs: ANSWER_WITHIN_MS,
  });
  const check = await kind.check(privateKey);
  if (!check.ok) return { subject, result: 'failure', detail: check.sentence };
  if (check.missingScopes.length === 0) return { subject, result: 'ok', detail: 'Klaviyo takes it' };
  return { subject, result: 'warning', detail: `it lacks the scopes ${check.missingScopes.join(', ')}` };
}
