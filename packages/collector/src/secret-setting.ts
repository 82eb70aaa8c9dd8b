import { readFileSync } from 'node:fs';

/** A secret of the environment: NAME, or the content of the file that NAME_FILE names. Throws when that cannot be read. */
export function readSecretSetting(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const file = environment[`${name}_FILE`];
  return file ? readFileSync(file, 'utf8').trim() : environment[name] || undefined;
}
