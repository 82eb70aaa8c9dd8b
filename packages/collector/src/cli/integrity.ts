import type { DatabaseSync } from 'node:sqlite';

/** What SQLite finds wrong with a database; empty when it is sound. Reads all of it. */
export function findDamage(db: DatabaseSync): string[] {
  const rows = db.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}
