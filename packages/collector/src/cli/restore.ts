import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { CliError, readArgs, type Command } from './command.ts';
import { databasePath } from './database-path.ts';
import { findDamage } from './integrity.ts';

/** `scout restore`: puts a copy in the store's place; the collector must not run. What was there is kept beside it. */
export const restore: Command = {
  summary: 'put a copy in the place of the store',
  usage: `scout restore FILE

The collector has to be stopped. The copy is checked and brought to this version's schema first; what was in
DATA_DIR stays beside it as scout.db.before-TIME. Deliveries that were made after the copy was taken are sent
again, and Klaviyo drops them by their unique_id.`,
  run: async (args, { environment, print }) => {
    const { values, positionals } = readArgs(args, { options: {}, positionals: 1 });
    const [source] = positionals;
    if (source === undefined) throw new CliError('Expected a copy: scout restore FILE', 2);
    if (!existsSync(source)) throw new CliError(`There is no file ${source}`);
    const target = databasePath(environment, 'pg_restore');
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const prepared = `${target}.restoring`;
    removeDatabase(prepared);
    try {
      copyFileSync(source, prepared);
      await prepare(prepared);
      const kept = setAside(target);
      renameSync(prepared, target);
      const result = { path: target, kept };
      const text = `${target} is restored${kept === null ? '' : `; what was there is ${kept}`}`;
      print(values.json ? JSON.stringify(result) : text);
      return 0;
    } catch (error) {
      removeDatabase(prepared);
      if (error instanceof CliError) throw error;
      throw new CliError(`${source} cannot be restored: ${(error as Error).message}`);
    }
  },
};

/** Throws when the file is damaged, is no store, or was written by a newer Scout. */
async function prepare(path: string): Promise<void> {
  const db = new DatabaseSync(path);
  try {
    const damage = findDamage(db);
    if (damage.length > 0) throw new Error(`it is damaged: ${damage.join('; ')}`);
    const found = db
      .prepare(`SELECT count(*) AS tables FROM sqlite_schema WHERE name IN ('events', 'deliveries')`)
      .get();
    if (found?.tables !== 2) throw new Error('it is not a copy of a Scout store');
  } finally {
    db.close();
  }
  await openSqliteStore({ path, now: Date.now() }).close();
}

/** Moves what is there out of the way; null when nothing is. Throws a CliError while another process has it open. */
function setAside(path: string): string | null {
  if (!existsSync(path)) return null;
  const db = new DatabaseSync(path);
  try {
    // Leaving the WAL takes the file for oneself alone, and brings all of it into one file.
    db.exec('PRAGMA journal_mode = DELETE');
  } catch (error) {
    throw new CliError(`Stop the collector first: another process has ${path} open (${(error as Error).message})`);
  } finally {
    db.close();
  }
  const kept = `${path}.before-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  renameSync(path, kept);
  return kept;
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}
