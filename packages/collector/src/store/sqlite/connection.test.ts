import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { StoreUnavailableError } from '../store.ts';
import { Connection } from './connection.ts';

/** A database with one table of texts. */
function openTable(options?: { lockWaitMs: number }): {
  connection: Connection;
  path: string;
  add: (text: string) => Promise<void>;
  rows: () => number;
} {
  const directory = mkdtempSync(join(tmpdir(), 'scout-connection-'));
  const path = join(directory, 'scout.db');
  const connection = new Connection(path, options);
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

/** What another program does that keeps the file to itself. */
function lockElsewhere(path: string): { release: () => void } {
  const other = new DatabaseSync(path);
  onTestFinished(() => {
    if (other.isOpen) other.close();
  });
  other.exec('BEGIN IMMEDIATE');
  return { release: () => other.close() };
}

test('writes that find the file locked are stored in their order once the lock goes, and block nothing meanwhile', async () => {
  const { connection, add, rows, path } = openTable();
  await add('before');
  const lock = lockElsewhere(path);
  const waiting = Promise.all(['first', 'second'].map(add));
  for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate);
  const late = add('third');
  expect(rows()).toBe(1);
  lock.release();
  await Promise.all([waiting, late]);
  expect(connection.all('SELECT text FROM texts ORDER BY rowid').map((row) => row['text'])).toEqual([
    'before',
    'first',
    'second',
    'third',
  ]);
});

test('a lock that does not go refuses what has waited long enough, half writes nothing, and later writes are stored', async () => {
  const { add, rows, path } = openTable({ lockWaitMs: 50 });
  const lock = lockElsewhere(path);
  const refused = await Promise.allSettled([add('one'), add('two')]);
  expect(refused.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toEqual([
    new StoreUnavailableError('SQLite cannot write: the database is locked'),
    new StoreUnavailableError('SQLite cannot write: the database is locked'),
  ]);
  lock.release();
  await add('three');
  expect(rows()).toBe(1);
});

test('a write that is to blame in a group that waited for the lock fails alone', async () => {
  const { add, rows, path } = openTable();
  await add('known');
  const lock = lockElsewhere(path);
  const outcomes = Promise.allSettled([add('new'), add('known'), add('newer')]);
  await new Promise(setImmediate);
  lock.release();
  expect((await outcomes).map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(rows()).toBe(3);
});

test('reads go on while another program locks the file as hard as it can', async () => {
  const { add, rows, path } = openTable();
  await add('before');
  const other = new DatabaseSync(path);
  onTestFinished(() => other.close());
  expect(() => other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')).toThrow('database is locked');
  lockElsewhere(path);
  expect(rows()).toBe(1);
});

test('what still waits for a lock when the connection closes is refused', async () => {
  const { connection, add, path } = openTable();
  await add('before');
  lockElsewhere(path);
  const waiting = Promise.allSettled([add('late')]);
  await new Promise(setImmediate);
  connection.close();
  expect(await waiting).toMatchObject([{ status: 'rejected', reason: expect.any(StoreUnavailableError) }]);
});

test('more writes than one transaction takes are all stored in their order', async () => {
  const { connection, add } = openTable();
  await Promise.all(Array.from({ length: 1_200 }, (_, index) => add(String(index))));
  const texts = connection.all('SELECT text FROM texts ORDER BY rowid').map((row) => Number(row['text']));
  expect(texts).toEqual(Array.from({ length: 1_200 }, (_, index) => index));
});
