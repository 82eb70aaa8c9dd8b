import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import type { KeyCheck } from '../../delivery/destination.ts';
import type { DestinationRecord, DestinationSettings } from '../../store/configuration.ts';
import { Problem } from '../problem.ts';
import type { AdminDeps } from './admin.ts';
import { readJson } from './read-json.ts';

const keySchema = z
  .string()
  .trim()
  .regex(/^\S{6,256}$/, { error: 'expected a Klaviyo private key, pk_…' });

const settingsSchema = z.object({
  requests_per_second: z.number().int().min(1).max(75),
  hold_days: z.number().min(0.01).max(90),
  backfill_after_hours: z
    .number()
    .min(0)
    .max(24 * 365)
    .nullable(),
  use_kx: z.boolean(),
  use_external_id: z.boolean(),
  hold_bots: z.boolean(),
});

export const newDestinationSchema = settingsSchema.partial().extend({
  type: z.literal('klaviyo', { error: 'expected "klaviyo"' }),
  private_key: keySchema,
  site_id: z.string().nullable().optional(),
});

export const destinationChangeSchema = settingsSchema.partial().extend({
  private_key: keySchema.optional(),
  status: z.enum(['ACTIVE', 'PAUSED'], { error: 'expected ACTIVE or PAUSED' }).optional(),
});

export function destinationRoutes(deps: AdminDeps): Hono {
  const { store, clock, vault, kind, refresh } = deps;
  const routes = new Hono();

  routes.get('/', (c) => c.json(store.configuration().destinations.map(toDestinationView)));

  routes.post('/', async (c) => {
    const { type, private_key, site_id = null, ...settings } = await readJson(c, newDestinationSchema);
    if (site_id !== null && !store.configuration().sites.some((site) => site.id === site_id)) {
      throw new Problem(400, 'There is no site with this site_id');
    }
    const check = accept(await kind.check(private_key));
    const record = newDestination({ type, privateKey: private_key, site_id, check, now: clock.now(), vault });
    record.settings = mergeSettings({}, settings);
    await store.createDestination(record, defaultRules(deps, { record, check }));
    refresh();
    return c.json({ ...toDestinationView(record), already_sent: check.alreadySent }, 201);
  });

  routes.patch('/:id', async (c) => {
    const id = c.req.param('id');
    const { private_key, status, ...settings } = await readJson(c, destinationChangeSchema);
    const before = findDestination(deps, id);
    const revive = status === 'ACTIVE' && before.status === 'ERROR';
    const key = private_key ?? (revive ? vault.open(before.sealed_key) : undefined);
    const check = key === undefined ? null : accept(await kind.check(key));
    // The check takes its time, in which the old key may have been refused.
    const record = findDestination(deps, id);
    const changes: Partial<DestinationRecord> = { settings: mergeSettings(record.settings, settings) };
    if (key !== undefined) Object.assign(changes, keyFields(key, { check, vault }), { error: null });
    const next = status ?? (key !== undefined && record.status === 'ERROR' ? 'ACTIVE' : record.status);
    if (next !== record.status) Object.assign(changes, { status: next, error: null, status_since: clock.now() });
    await store.updateDestination(id, changes);
    refresh();
    return c.json(toDestinationView(findDestination(deps, id)));
  });

  routes.delete('/:id', async (c) => {
    await store.deleteDestination(findDestination(deps, c.req.param('id')).id);
    refresh();
    return c.body(null, 204);
  });

  return routes;
}

type Accepted = Extract<KeyCheck, { ok: true }>;

function accept(check: KeyCheck): Accepted {
  if (check.ok) return check;
  if (check.cause === 'refused') throw new Problem(422, 'Klaviyo refuses this key', { detail: check.sentence });
  throw new Problem(503, 'Klaviyo does not answer', { detail: check.sentence, retryAfterS: 60 });
}

/** A destination for a key; `check` is null when it is not known yet what the key is good for. */
export function newDestination(input: {
  type: 'klaviyo';
  privateKey: string;
  site_id: string | null;
  check: Accepted | null;
  now: number;
  vault: AdminDeps['vault'];
}): DestinationRecord {
  const { type, privateKey, site_id, check, now, vault } = input;
  return {
    id: randomUUID(),
    type,
    site_id,
    ...keyFields(privateKey, { check, vault }),
    settings: {},
    status: 'ACTIVE',
    error: null,
    status_since: now,
    last_success_at: null,
    created_at: now,
  };
}

function keyFields(privateKey: string, { check, vault }: { check: Accepted | null; vault: AdminDeps['vault'] }) {
  return {
    sealed_key: vault.seal(privateKey),
    key_hint: privateKey.slice(-4),
    account: check?.account ?? null,
    missing_scopes: check?.missingScopes ?? [],
  };
}

export function defaultRules(
  { kind, clock }: Pick<AdminDeps, 'kind' | 'clock'>,
  { record, check }: { record: DestinationRecord; check: KeyCheck | null },
) {
  return kind.defaultRules(check).map(({ event, metric, enabled, disabledReason }, index) => ({
    id: randomUUID(),
    destination_id: record.id,
    event,
    metric,
    enabled,
    disabled_reason: disabledReason,
    conditions: {},
    created_at: clock.now() + index,
  }));
}

function mergeSettings(
  before: DestinationSettings,
  {
    backfill_after_hours,
    ...changes
  }: { [K in keyof DestinationSettings]?: DestinationSettings[K] | null | undefined },
): DestinationSettings {
  const merged = { ...before, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value != null)) };
  if (backfill_after_hours === null) delete merged.backfill_after_hours;
  else if (backfill_after_hours !== undefined) merged.backfill_after_hours = backfill_after_hours;
  return merged;
}

function findDestination({ store }: AdminDeps, id: string): DestinationRecord {
  const record = store.configuration().destinations.find((each) => each.id === id);
  if (!record) throw new Problem(404, 'There is no destination with this id');
  return record;
}

/** What the owner sees: everything but the key. */
function toDestinationView(record: DestinationRecord) {
  const { sealed_key: _, key_hint, settings, status_since, last_success_at, created_at, ...rest } = record;
  return {
    ...rest,
    key_hint: `…${key_hint}`,
    ...settings,
    status_since: new Date(status_since).toISOString(),
    last_success_at: last_success_at === null ? null : new Date(last_success_at).toISOString(),
    created_at: new Date(created_at).toISOString(),
  };
}
