import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StoreUnavailableError } from '../store.ts';
import { Connection } from './connection.ts';

/** A database with one table of texts. */
function openTable(): {
  connection: Connection;
  path: string;
  add: (text: string) => Promise<void>;
  rows: () => number;
} {
  const directory = mkdtempSync(join(tmpdir(), 'scout-connection-'));
  const path = join(directory, 'scout.db');
  const connection = new Connection(path);
  onTestFinished(() => {
    if (connection.raw.isOpen) connection.close();
    rmSync(directory, { recursive: true, force: true });
  });
  connection.raw.exec('CREATE TABLE texts (text TEXT NOT NULL UNIQUE)');
  return {
    connection,
    path,
    add: (text) => connection.write(() => void connection.run('INSERT INTO texts (text) VALUES (?)', text)),
    rows: () => connection.get<{ count: number }>('SELECT count(*) AS count FROM texts')?.count ?? -1,
  };
}

test('a full disk refuses the write, keeps all that was answered, and the connection goes on once there is room', async () => {
  const { connection, add, rows } = openTable();
  connection.raw.exec('PRAGMA max_page_count = 60');
  let stored = 0;
  const fill = async (): Promise<void> => {
    for (;;) {
      await add(`${stored}:${'x'.repeat(10_000)}`);
      stored++;
    }
  };
  await expect(fill()).rejects.toThrow(StoreUnavailableError);
  expect(stored).toBeGreaterThan(5);
  expect(rows()).toBe(stored);
  await expect(add(`again:${'x'.repeat(10_000)}`)).rejects.toThrow('SQLite cannot write: database or disk is full');
  expect(rows()).toBe(stored);

  connection.raw.exec('PRAGMA max_page_count = 6000');
  await add(`room:${'x'.repeat(10_000)}`);
  expect(rows()).toBe(stored + 1);
});

test('a disk that is full for some writes of a group still takes the others', async () => {
  const { connection, add, rows } = openTable();
  connection.raw.exec('PRAGMA max_page_count = 60');
  const outcomes = await Promise.allSettled([add('small'), add('x'.repeat(400_000)), add('small too')]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(rows()).toBe(2);
});

test('a write that is refused for its content says so, and is not taken for a full disk', async () => {
  const { add, rows } = openTable();
  await add('once');
  const refused = await add('once').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Error);
  expect(refused).not.toBeInstanceOf(StoreUnavailableError);
  expect(rows()).toBe(1);
});

test('writes of one turn share one transaction', async () => {
  const { connection, add, path } = openTable();
  connection.raw.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  await Promise.all(Array.from({ length: 100 }, (_, index) => add(`row ${index}`)));
  const together = statSync(`${path}-wal`).size;
  connection.raw.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  for (let index = 100; index < 200; index++) await add(`row ${index}`);
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(together * 5);
});

test('the write-ahead log is folded into the file while writing goes on, and gone once closed', async () => {
  const { connection, add, path } = openTable();
  for (let index = 0; index < 300; index++) await add(`${index}:${'x'.repeat(100_000)}`);
  expect(statSync(path).size).toBeGreaterThan(20_000_000);
  expect(statSync(`${path}-wal`).size).toBeLessThan(10_000_000);
  connection.close();
  expect(statSync(`${path}-wal`, { throwIfNoEntry: false })).toBeUndefined();
});
