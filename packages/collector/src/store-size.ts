import { statSync } from 'node:fs';
import type { Clock } from './clock.ts';
import { measureSize } from './store/postgres/measure-size.ts';

/** A database grows slowly, and adding up its tables costs it some work. */
const ASK_EVERY_MS = 5 * 60_000;

export type StoreSize = () => Promise<number>;

/** The bytes of a SQLite database's file and its write-ahead log. */
export function sqliteSize(path: string): StoreSize {
  return async () =>
    [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** The bytes of Scout's tables in the PostgreSQL database at `url`, asked for once in five minutes. */
export function postgresSize(url: string, clock: Clock): StoreSize {
  let known = 0;
  let askAt = -Infinity;
  return async () => {
    const now = clock.now();
    if (now < askAt) return known;
    known = await measureSize(url);
    askAt = now + ASK_EVERY_MS;
    return known;
  };
}
