import { join, resolve } from 'node:path';
import { readSecretSetting } from '../secret-setting.ts';
import { CliError } from './command.ts';

/** The SQLite file of this environment; throws a CliError that names PostgreSQL's own tool when DATABASE_URL is set. */
export function databasePath(environment: NodeJS.ProcessEnv, ownTool: string): string {
  if (readSecretSetting(environment, 'DATABASE_URL') !== undefined) {
    throw new CliError(`DATABASE_URL is set: the store is PostgreSQL. Use ${ownTool}.`);
  }
  return join(resolve(environment.DATA_DIR || './data'), 'scout.db');
}
