import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgresStore } from '@scout/collector/store/postgres/postgres-store.ts';
import { openSqliteStore } from '@scout/collector/store/sqlite/sqlite-store.ts';
import type { Store } from '@scout/collector/store/store.ts';
import { fillPostgres } from '@scout/collector/store/testing/fill-postgres.ts';
import { fillSqlite } from '@scout/collector/store/testing/fill-sqlite.ts';
import { findPostgres, startPostgres } from '@scout/collector/store/testing/postgres-server.ts';
import { NOON, sampleDestination, sampleSite } from '@scout/collector/store/testing/sample-records.ts';
import { measureStore } from './scale-measures.ts';

const DAYS = 30;

/** `node bench/scale.ts [sqlite|postgres|both] [events…]` */
const [, , drivers = 'both', ...given] = process.argv;
const sizes = (given.length > 0 ? given : ['1000000', '10000000']).map(Number);
if (
  !['sqlite', 'postgres', 'both'].includes(drivers) ||
  sizes.some((size) => !Number.isInteger(size) || size < 100_000)
) {
  throw new Error('Expected "sqlite", "postgres" or "both", and numbers of events from 100000 on');
}

for (const driver of ['sqlite', 'postgres'] as const) {
  if (drivers !== 'both' && drivers !== driver) continue;
  const columns: Map<string, number>[] = [];
  for (const events of sizes) {
    process.stderr.write(`\n${driver}, ${events.toLocaleString('en')} events\n`);
    columns.push(await (driver === 'sqlite' ? runSqlite(events) : runPostgres(events)));
  }
  print(driver, columns);
}

async function runSqlite(events: number): Promise<Map<string, number>> {
  const directory = mkdtempSync(join(tmpdir(), 'scout-scale-'));
  try {
    const path = join(directory, 'scout.db');
    return await run(() => openSqliteStore({ path, now: NOON }), { events, fill: (crowd) => fillSqlite(path, crowd) });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runPostgres(events: number): Promise<Map<string, number>> {
  const binaries = findPostgres();
  if (binaries === null) throw new Error('Expected PostgreSQL on this machine (initdb and postgres)');
  const server = await startPostgres(binaries);
  try {
    const url = await server.createSchema();
    process.stderr.write(`${url}\n`);
    return await run(() => openPostgresStore({ url, instanceId: 'bench' }), {
      events,
      fill: (crowd) => fillPostgres(url, crowd),
    });
  } finally {
    await server.stop();
  }
}

interface Run {
  events: number;
  fill: (crowd: { events: number; days: number; until: number }) => void | Promise<void>;
}

async function run(open: () => Store | Promise<Store>, { events, fill }: Run): Promise<Map<string, number>> {
  const empty = await open();
  for (const id of ['shop', 'small']) await empty.createSite(sampleSite({ id, public_key: `pk_${id}` }));
  for (const id of ['klaviyo', 'idle']) await empty.createDestination(sampleDestination({ id }), []);
  await empty.close();
  const started = performance.now();
  await fill({ events, days: DAYS, until: NOON });
  const fillMs = performance.now() - started;
  process.stderr.write(`filled in ${Math.round(fillMs / 1_000)} s\n`);
  const store = await open();
  try {
    await store.sweep({ now: NOON, retentionMs: (DAYS + 1) * 86_400_000, holdMs: () => 8 * 86_400_000 });
    return await measureStore(store, { events, until: NOON, days: DAYS });
  } finally {
    await store.close();
  }
}

function print(driver: string, columns: readonly Map<string, number>[]): void {
  const [first, last] = [columns[0], columns.at(-1)];
  if (!first || !last) return;
  const cell = (ms: number | undefined): string =>
    ms === undefined ? '' : ms < 100 ? ms.toFixed(1) : String(Math.round(ms));
  process.stdout.write(`\n| ${driver}, ms | ${sizes.map((size) => size.toLocaleString('en')).join(' | ')} | ratio |\n`);
  process.stdout.write(`|---|${sizes.map(() => '---').join('|')}|---|\n`);
  for (const [name, ms] of first) {
    const cells = columns.map((column) => cell(column.get(name)));
    process.stdout.write(`| ${name} | ${cells.join(' | ')} | ${((last.get(name) ?? 0) / ms).toFixed(1)} |\n`);
  }
}
