import type { Store } from '../store.ts';
import { AdminTables } from './admin.ts';
import { admitGroup } from './admissions.ts';
import * as attempts from './attempts.ts';
import { ConfigurationTables } from './configuration.ts';
import { Database } from './database.ts';
import * as deliveries from './deliveries.ts';
import { IntakeGroups } from './intake-groups.ts';
import { Leases } from './leases.ts';
import * as log from './log.ts';
import * as moves from './moves.ts';
import { forget, readPerson } from './person.ts';
import * as reports from './reports.ts';
import { migrate } from './schema.ts';
import { readStats } from './stats.ts';
import { foldCounts, removeOld, skipExpired } from './upkeep.ts';

/**
 * Opens the store in the PostgreSQL database at `url` (`postgres://user:password@host/database`), and brings its
 * schema up to date. Many collectors may share one database, each under an `instanceId` of its own. Rejects when the
 * database cannot be reached or was written by a newer Scout.
 */
export async function openPostgresStore({ url, instanceId }: { url: string; instanceId: string }): Promise<Store> {
  const database = new Database(url);
  const configuration = new ConfigurationTables(database);
  try {
    await migrate(database);
    const { rows } = await database.query<{ version: number }>('SELECT version FROM configuration_version');
    await configuration.catchUp(rows[0]?.version ?? 0, database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const admin = new AdminTables(database);
  const leases = new Leases({ database, configuration, holder: instanceId });
  const intake = new IntakeGroups((group) => admitGroup({ database, configuration }, group));

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

    setting: (key) => admin.setting(key),
    setSetting: (key, value) => admin.setSetting(key, value),
    createSession: (session) => admin.createSession(session),
    findSession: (tokenHash, at) => admin.findSession(tokenHash, at),
    sessions: (at) => admin.sessions(at),
    deleteSession: (tokenHash) => admin.deleteSession(tokenHash),

    admit: (input) => intake.admit(input),

    holdLease: (name, now) => leases.hold(name, now),
    onChangeElsewhere: (listener) => leases.onBeat(listener),
    claim: (input) => deliveries.claim(database, input),
    nextDueAt: (destinationId, exclude) => deliveries.nextDueAt(database, destinationId, exclude),
    beginAttempt: (start) => attempts.beginAttempt(database, start),
    settle: ({ end, fates, now }) =>
      database.transact(async (queries) => {
        if (end) await attempts.endAttempt(queries, end);
        await moves.applyFates(queries, { fates, now });
      }),
    hurry: (destinationId, now) => moves.hurry(database, destinationId, now),

    log: (filter, page) => log.readLog(database, filter, page),
    logEntry: (eventId) => log.readLogEntry(database, eventId),
    findDelivery: (deliveryId) => log.findDelivery(database, deliveryId),
    stats: (input) => readStats(database, input),
    requeue: (items, now) => database.transact((queries) => moves.requeue(queries, items, now)),

    sweep: async ({ now, retentionMs, holdMs }) => {
      const skipped = await skipExpired(database, { now, holdMs });
      const removed = await removeOld(database, now - retentionMs);
      await foldCounts(database);
      return { skipped, removed };
    },
    heard: () => reports.readHeard(database),
    milestones: () => reports.readMilestones(database),
    routeCounts: (input) => reports.readRouteCounts(database, input),
    requestRates: (now) => reports.readRequestRates(database, now),
    person: (email) => readPerson(database, email),
    forget: (email) => forget(database, email),

    check: () => admin.setSetting('checked', 'yes'),
    close: async () => {
      await intake.settled();
      await leases.stop();
      await database.close();
    },
  };
}
