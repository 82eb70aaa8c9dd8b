import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Store } from '../store.ts';
import { admit } from './admissions.ts';
import { AdminTables, ConfigurationTables } from './configuration.ts';
import { Connection } from './connection.ts';
import { countHours } from './counting.ts';
import * as deliveries from './deliveries.ts';
import { holdLease } from './lease.ts';
import * as log from './log.ts';
import { migrate } from './schema.ts';
import { readPerson } from './person.ts';
import * as reports from './reports.ts';
import { readStats } from './stats.ts';
import { forget, removeOld, skipExpired } from './upkeep.ts';

/**
 * Opens (or creates) the SQLite store in the file at `path`. Requests that a previous process left without an
 * answer are closed as such. Throws when the file cannot be opened or was written by a newer Scout.
 */
export function openSqliteStore({ path, now }: { path: string; now: number }): Store {
  mkdirSync(dirname(path), { recursive: true });
  const connection = open(path);
  deliveries.closeInterruptedAttempts(connection, now);
  const configuration = new ConfigurationTables(connection);
  const admin = new AdminTables(connection);

  return {
    configuration: () => configuration.snapshot,
    createSite: (site) => configuration.createSite(site),
    updateSite: (id, changes) => configuration.updateSite(id, changes),
    deleteSite: (id) => configuration.deleteSite(id),
    createDestination: (destination, rules) => configuration.createDestination(destination, rules),
    updateDestination: (id, changes) => configuration.updateDestination(id, changes),
    deleteDestination: (id) => configuration.deleteDestination(id),
    createRule: (rule) => configuration.createRule(rule),
    updateRule: (id, changes) => configuration.updateRule(id, changes),
    deleteRule: (id) => configuration.deleteRule(id),

    setting: async (key) => admin.setting(key),
    setSetting: (key, value) => admin.setSetting(key, value),
    createSession: (session) => admin.createSession(session),
    findSession: async (tokenHash, at) => admin.findSession(tokenHash, at),
    sessions: async (at) => admin.sessions(at),
    deleteSession: (tokenHash) => admin.deleteSession(tokenHash),

    admit: (input) => connection.write(() => admit(connection, input)),

    holdLease: async (name, at) => holdLease(connection, { name, now: at, openedAt: now }),
    onChangeElsewhere: () => {},
    claim: async (input) => deliveries.claim(connection, input),
    nextDueAt: async (destinationId, exclude) => deliveries.nextDueAt(connection, destinationId, exclude),
    beginAttempt: (start) => connection.write(() => deliveries.beginAttempt(connection, start)),
    settle: ({ end, fates, now: at }) =>
      connection.write(() => {
        if (end) deliveries.endAttempt(connection, end);
        for (const [id, fate] of fates) deliveries.applyFate(connection, id, { fate, now: at });
      }),
    hurry: (destinationId, at) => connection.write(() => deliveries.hurry(connection, destinationId, at)),

    log: async (filter, page) => log.readLog(connection, filter, page),
    logEntry: async (eventId) => log.readLogEntry(connection, eventId),
    findDelivery: async (deliveryId) => log.findDelivery(connection, deliveryId),
    stats: async (input) => readStats(connection, input),
    requeue: (items, at) => connection.write(() => deliveries.requeue(connection, items, at)),

    sweep: async ({ now: at, retentionMs, holdMs }) => {
      const skipped = await skipExpired(connection, { now: at, holdMs });
      const removed = await removeOld(connection, at - retentionMs);
      await countHours(connection, at);
      return { skipped, removed };
    },
    heard: async () => reports.readHeard(connection),
    milestones: async () => reports.readMilestones(connection),
    routeCounts: async (input) => reports.readRouteCounts(connection, input),
    requestRates: async (at) => reports.readRequestRates(connection, at),
    person: async (email) => readPerson(connection, email),
    forget: (email) => connection.write(() => forget(connection, email)),

    check: () =>
      connection.write(() => {
        connection.run(
          `INSERT INTO settings (key, value) VALUES ('checked', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
          'yes',
        );
      }),
    close: async () => connection.close(),
  };
}

function open(path: string): Connection {
  let connection: Connection | undefined;
  try {
    connection = new Connection(path);
    migrate(connection.raw);
    return connection;
  } catch (error) {
    connection?.close();
    throw new Error(`Cannot open ${path}: ${(error as Error).message}`, { cause: error });
  }
}
