import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { describeStore } from '../store.contract.ts';
import type { Store } from '../store.ts';
import { NOON, sampleDestination, sampleSite } from '../testing/sample-records.ts';
import { openSqliteStore } from './sqlite-store.ts';

describeStore('SQLite', async () => {
  const { directory, path } = newDirectory();
  const opened: Store[] = [];
  const openAt = (now: number): Store => {
    const store = openSqliteStore({ path, now });
    opened.push(store);
    return store;
  };
  return {
    store: openAt(NOON),
    reopen: async (now) => openAt(now),
    close: async () => {
      for (const store of opened) await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
});

test('a file that a newer Scout wrote is refused and left as it is', async () => {
  const { path } = temporaryDirectory();
  await openSqliteStore({ path, now: NOON }).close();
  const db = new DatabaseSync(path);
  onTestFinished(() => db.close());
  db.exec('PRAGMA user_version = 999');
  expect(() => openSqliteStore({ path, now: NOON })).toThrow(/has schema 999.*Run the newer Scout/);
  expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 999 });
});

test('a file that is no database is refused by its name', () => {
  const { path } = temporaryDirectory();
  writeFileSync(path, 'a letter to a friend, long enough to be no header of a database '.repeat(20));
  expect(() => openSqliteStore({ path, now: NOON })).toThrow(`Cannot open ${path}: file is not a database`);
});

test('the requests of the process before still count in the second after them', async () => {
  const { path } = temporaryDirectory();
  const before = openSqliteStore({ path, now: NOON });
  await before.createSite(sampleSite());
  await before.createDestination(sampleDestination(), []);
  const lease = await before.holdLease('klaviyo', NOON);
  expect(lease?.quietMs).toBe(0);
  const request = { destinationId: 'klaviyo', deliveryIds: [], method: 'POST', path: '/api/events', body: '{}' };
  if (lease) await before.beginAttempt({ ...request, lease, startedAt: NOON });
  // Its own requests are the limiter's business.
  expect((await before.holdLease('klaviyo', NOON + 100))?.quietMs).toBe(0);
  await before.close();

  const after = openSqliteStore({ path, now: NOON + 400 });
  onTestFinished(() => after.close());
  // When the request that was under way arrived is not known: at the latest when its process ended.
  expect((await after.holdLease('klaviyo', NOON + 500))?.quietMs).toBe(1_150);
  expect((await after.holdLease('klaviyo', NOON + 5_000))?.quietMs).toBe(0);
});

test('a process killed while it writes loses nothing that it acknowledged', async () => {
  const { path } = temporaryDirectory();
  const writer = fileURLToPath(new URL('../testing/keep-admitting.ts', import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', writer, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const acknowledged = new Set<string>();
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.add(line);
    if (acknowledged.size === 2_000) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);

  const store = openSqliteStore({ path, now: NOON });
  onTestFinished(() => store.close());
  const { events } = await store.log({}, { limit: 1_000_000 });
  const stored = new Set(events.map((view) => view.event.id));
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  expect(events.filter((view) => view.deliveries.length !== 1)).toEqual([]);
  const db = new DatabaseSync(path, { readOnly: true });
  onTestFinished(() => db.close());
  expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
});

function newDirectory(): { directory: string; path: string } {
  const directory = mkdtempSync(join(tmpdir(), 'scout-store-'));
  return { directory, path: join(directory, 'scout.db') };
}

function temporaryDirectory(): { path: string } {
  const { directory, path } = newDirectory();
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return { path };
}
