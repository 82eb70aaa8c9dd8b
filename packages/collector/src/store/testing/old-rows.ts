import type { Store } from '../store.ts';
import { NOON, queued, sampleEvent, sampleSite } from './sample-records.ts';

const bodyOf = (id: string, name: string): string => JSON.stringify(sampleEvent(id, { name }));
const event = (seq: number, id: string, { name = 'AddToCart', email = 'NULL', at = NOON } = {}): string =>
  `INSERT INTO events (seq, site_id, id, name, received_at, email, test, body$LINKED)
   VALUES (${seq}, 'shop', '${id}', '${name}', ${at}, ${email}, $FALSE, '${bodyOf(id, name)}'$UNLINKED)`;
const delivery = (seq: number, status: string, reason = 'NULL'): string =>
  `INSERT INTO deliveries (id, event_seq, destination_id, status, reason, priority, next_at, created_at, updated_at)
   VALUES (${seq}, ${seq}, 'klaviyo', '${status}', ${reason}, 2, ${NOON}, ${NOON}, ${NOON})`;

const rows = [
  `INSERT INTO sites (id, name, public_key, origins, created_at) VALUES ('shop', 'Shop', 'pk_shop', '[]', ${NOON})`,
  `INSERT INTO destinations (id, type, sealed_key, key_hint, account, missing_scopes, settings, status, status_since, created_at)
   VALUES ('klaviyo', 'klaviyo', 'sealed', '…', 'null', '[]', '{}', 'ACTIVE', ${NOON}, ${NOON})`,
  event(1, 'order', { name: 'Purchase', email: `'ann@example.com'` }),
  event(2, 'cart', { email: `'ann@example.com'` }),
  event(3, 'view'),
  event(4, 'wish', { email: `'jo@example.com'` }),
  delivery(1, 'delivered'),
  delivery(2, 'queued'),
  delivery(3, 'held', `'no_email'`),
  delivery(4, 'skipped', `'no_rule'`),
];

/** Four events as a store held them before anything was counted, in SQLite's words. */
export const OLD_ROWS: readonly string[] = rows.map((row) =>
  row.replace('$LINKED', '').replace('$UNLINKED', '').replace('$FALSE', '0'),
);

/** The same in PostgreSQL's. */
export const OLD_POSTGRES_ROWS: readonly string[] = [
  ...rows.map((row) => row.replace('$LINKED', ', linked').replace('$UNLINKED', ', false').replace('$FALSE', 'false')),
  `SELECT setval(pg_get_serial_sequence('events', 'seq'), 4), setval(pg_get_serial_sequence('deliveries', 'id'), 4)`,
];

/** What a store that was opened on these rows says of them, and of two more, one of which it knows. */
export async function askOldRows(store: Store): Promise<unknown> {
  const hour = { since: NOON, now: NOON + 3_599_999 };
  const ask = async (q: string): Promise<unknown> => {
    const { received, identified, orders, queue } = await store.stats(hour);
    const found = await store.log({ q }, { limit: 10 });
    return { received, identified, orders, queue, found: found.events.map((view) => view.event.id) };
  };
  const before = await ask('ann@');
  await store.admit({
    site: sampleSite(),
    visitorIds: [],
    receivedAt: NOON,
    decide: () => ({ events: [queued('next'), queued('order')], visitors: [] }),
  });
  return [before, await ask('jo@')];
}

/** What it says. */
export const OLD_ROWS_TOLD = [
  {
    received: 4,
    identified: 3,
    orders: { received: 1, delivered: 1 },
    queue: { depth: 1, held: 1, oldest_at: NOON },
    found: ['cart', 'order'],
  },
  {
    received: 5,
    identified: 4,
    orders: { received: 1, delivered: 1 },
    queue: { depth: 2, held: 1, oldest_at: NOON },
    found: ['next', 'wish'],
  },
];
