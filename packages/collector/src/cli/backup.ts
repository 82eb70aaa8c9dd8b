import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CliError, readArgs, type Command } from './command.ts';
import { databasePath } from './database-path.ts';
import { findDamage } from './integrity.ts';

/** `scout backup`: a checked copy of the SQLite store as it is at one moment, while the collector goes on. */
export const backup: Command = {
  summary: 'copy the store while the collector runs',
  usage: `scout backup PLACE    PLACE is a new file, or a folder in which one is made, named by the time

The copy is complete in itself, checked, and readable by its owner alone. APP_SECRET is not in it: without the
secret that sealed them, the Klaviyo keys in a copy are worthless, and have to be pasted again.`,
  run: async (args, { environment, print }) => {
    const { values, positionals } = readArgs(args, { options: {}, positionals: 1 });
    const [place] = positionals;
    if (place === undefined) throw new CliError('Expected a place for the copy: scout backup PLACE', 2);
    const source = databasePath(environment, 'pg_dump');
    if (!existsSync(source)) throw new CliError(`There is no store at ${source}. Set DATA_DIR.`);
    const target = resolve(isFolder(place) ? join(place, fileName(new Date())) : place);
    if (existsSync(target)) throw new CliError(`${target} exists already`);
    const unfinished = `${target}.unfinished`;
    rmSync(unfinished, { force: true });
    try {
      copy(source, unfinished);
      renameSync(unfinished, target);
      sync(dirname(target));
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw new CliError(`The copy failed: ${(error as Error).message}`);
    }
    const { size } = statSync(target);
    print(values.json ? JSON.stringify({ path: target, bytes: size }) : `${target} (${size} bytes)`);
    return 0;
  },
};

/** One read transaction: what the collector writes meanwhile is not in the copy, and does not disturb it. */
function copy(source: string, target: string): void {
  const live = new DatabaseSync(source, { timeout: 30_000 });
  try {
    live.prepare('VACUUM INTO ?').run(target);
  } finally {
    live.close();
  }
  const copied = new DatabaseSync(target);
  try {
    const damage = findDamage(copied);
    if (damage.length > 0) throw new Error(damage.join('; '));
  } finally {
    copied.close();
  }
  sync(target);
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Sorts by age, and has no colon, which some file systems refuse. */
function fileName(now: Date): string {
  return `scout-${now.toISOString().replaceAll(/[:.]/g, '-')}.db`;
}
