import type { DatabaseSync } from 'node:sqlite';
import { COUNTING } from './counting.ts';

/**
 * Migrations, applied in order, one transaction each; `user_version` counts those applied.
 * Rows cluster on the order of arrival: ids made by browsers are random and would scatter the inserts.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE admin_sessions (
    token_hash TEXT PRIMARY KEY, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sites (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, public_key TEXT NOT NULL UNIQUE, server_key_hash TEXT UNIQUE,
    origins TEXT NOT NULL, currency TEXT, country TEXT, created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE destinations (
    id TEXT PRIMARY KEY, site_id TEXT REFERENCES sites ON DELETE CASCADE, type TEXT NOT NULL,
    sealed_key TEXT NOT NULL, key_hint TEXT NOT NULL, account TEXT NOT NULL, missing_scopes TEXT NOT NULL,
    settings TEXT NOT NULL, status TEXT NOT NULL, error TEXT, status_since INTEGER NOT NULL,
    last_success_at INTEGER, created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE rules (
    id TEXT PRIMARY KEY, destination_id TEXT NOT NULL REFERENCES destinations ON DELETE CASCADE,
    event TEXT NOT NULL, metric TEXT, enabled INTEGER NOT NULL, disabled_reason TEXT,
    conditions TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE visitors (
    site_id TEXT NOT NULL REFERENCES sites ON DELETE CASCADE, id TEXT NOT NULL,
    email TEXT, identity TEXT NOT NULL, consent TEXT, updated_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX visitors_email ON visitors (email) WHERE email IS NOT NULL;

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, site_id TEXT NOT NULL REFERENCES sites ON DELETE CASCADE,
    id TEXT NOT NULL, name TEXT NOT NULL, received_at INTEGER NOT NULL, visitor_id TEXT, email TEXT,
    order_id TEXT, test INTEGER NOT NULL, body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_id ON events (id, site_id);
  CREATE INDEX events_received ON events (received_at);
  CREATE INDEX events_name ON events (name, seq);
  CREATE INDEX events_email ON events (email, seq) WHERE email IS NOT NULL;
  CREATE INDEX events_order ON events (order_id, seq) WHERE order_id IS NOT NULL;
  CREATE INDEX events_visitor ON events (site_id, visitor_id) WHERE visitor_id IS NOT NULL;

  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event_seq INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
    destination_id TEXT NOT NULL REFERENCES destinations ON DELETE CASCADE, metric TEXT,
    status TEXT NOT NULL, reason TEXT, note TEXT, priority INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    ambiguous INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX deliveries_event ON deliveries (event_seq);
  CREATE INDEX deliveries_due ON deliveries (destination_id, priority, next_at, id)
    WHERE status IN ('queued', 'retrying');
  CREATE INDEX deliveries_held ON deliveries (destination_id, reason, created_at) WHERE status = 'held';
  CREATE INDEX deliveries_status ON deliveries (status, event_seq);
  CREATE INDEX deliveries_created ON deliveries (created_at);

  CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, destination_id TEXT NOT NULL REFERENCES destinations ON DELETE CASCADE,
    started_at INTEGER NOT NULL, finished_at INTEGER, method TEXT NOT NULL, path TEXT NOT NULL,
    request TEXT NOT NULL, delivery_count INTEGER NOT NULL, status INTEGER, answer TEXT, latency_ms INTEGER
  ) STRICT;
  CREATE INDEX attempts_started ON attempts (started_at);
  CREATE INDEX attempts_unfinished ON attempts (id) WHERE finished_at IS NULL;

  CREATE TABLE attempt_deliveries (
    delivery_id INTEGER NOT NULL REFERENCES deliveries ON DELETE CASCADE,
    attempt_id INTEGER NOT NULL REFERENCES attempts ON DELETE CASCADE,
    PRIMARY KEY (delivery_id, attempt_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX attempt_deliveries_attempt ON attempt_deliveries (attempt_id);
  `,
  // When a delivery left its waiting or was put back: its age tells nothing of Klaviyo's speed any more.
  'ALTER TABLE deliveries ADD COLUMN released_at INTEGER;',
  // What is asked for must be found without reading the log from its end to its beginning.
  `
  CREATE INDEX events_site ON events (site_id, seq);
  CREATE INDEX events_test ON events (seq) WHERE test = 1;
  CREATE INDEX events_orders ON events (received_at) WHERE name = 'Purchase';
  CREATE INDEX deliveries_reason ON deliveries (reason, event_seq) WHERE reason IS NOT NULL;
  CREATE INDEX deliveries_destination ON deliveries (destination_id, event_seq);
  CREATE INDEX deliveries_waiting ON deliveries (created_at) WHERE status IN ('queued', 'retrying');
  CREATE INDEX visitors_updated ON visitors (updated_at);
  ${COUNTING}`,
  // On another host of the shop the tag knows its session's id alone: what brought it is remembered here.
  'ALTER TABLE visitors ADD COLUMN session TEXT;',
];

/** Brings the schema up to date; throws when the file was written by a newer Scout. */
export function migrate(db: DatabaseSync): void {
  const { user_version: applied } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (applied > MIGRATIONS.length) {
    throw new Error(
      `The database has schema ${applied}, this Scout knows ${MIGRATIONS.length}. Run the newer Scout that wrote it.`,
    );
  }
  for (let version = applied; version < MIGRATIONS.length; version++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[version]} PRAGMA user_version = ${version + 1}; COMMIT;`);
  }
}
