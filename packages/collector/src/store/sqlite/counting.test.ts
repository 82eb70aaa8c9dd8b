import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { askOldRows, OLD_ROWS, OLD_ROWS_TOLD } from '../testing/old-rows.ts';
import { NOON } from '../testing/sample-records.ts';
import { MIGRATIONS } from './schema.ts';
import { openSqliteStore } from './sqlite-store.ts';

const BEFORE_COUNTING = 2;

test('a file from before anything was counted is counted when it is opened, and goes on being counted', async () => {
  const { path, db } = newDatabase(MIGRATIONS.slice(0, BEFORE_COUNTING));
  for (const statement of OLD_ROWS) db.exec(statement);
  db.close();
  const store = openSqliteStore({ path, now: NOON });
  onTestFinished(() => store.close());
  await store.sweep({ now: NOON + 3_600_000, retentionMs: 86_400_000, holdMs: () => 86_400_000 });
  expect(await askOldRows(store)).toEqual(OLD_ROWS_TOLD);
});

test('no address outlasts the last event that carries it', async () => {
  const { path, db } = newDatabase(MIGRATIONS);
  for (const statement of OLD_ROWS) db.exec(statement);
  const addresses = () => db.prepare('SELECT email FROM addresses ORDER BY 1').all();
  expect(addresses()).toEqual([{ email: 'ann@example.com' }, { email: 'jo@example.com' }]);
  db.exec(`DELETE FROM events WHERE id = 'order'`);
  expect(addresses()).toEqual([{ email: 'ann@example.com' }, { email: 'jo@example.com' }]);
  const store = openSqliteStore({ path, now: NOON });
  onTestFinished(() => store.close());
  await store.forget('ann@example.com');
  expect(addresses()).toEqual([{ email: 'jo@example.com' }]);
  await store.sweep({ now: NOON + 1_000, retentionMs: 1, holdMs: () => 1 });
  expect(addresses()).toEqual([]);
  expect(db.prepare('SELECT * FROM counts').all()).toEqual([]);
  db.close();
});

function newDatabase(migrations: readonly string[]): { path: string; db: DatabaseSync } {
  const directory = mkdtempSync(join(tmpdir(), 'scout-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'scout.db');
  const db = new DatabaseSync(path);
  for (const migration of migrations) db.exec(migration);
  db.exec(`PRAGMA user_version = ${migrations.length}`);
  return { path, db };
}
