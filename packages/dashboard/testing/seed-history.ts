import { randomUUID } from 'node:crypto';
import { route } from '@scout/collector/ingest/rules.ts';
import { DEFAULT_RULES } from '@scout/collector/klaviyo/mapping/default-rules.ts';
import { createVault, hashToken } from '@scout/collector/secrets.ts';
import type { ScoutEvent } from '@scout/collector/store/event.ts';
import { openSqliteStore } from '@scout/collector/store/sqlite/sqlite-store.ts';
import type { Fate, Store } from '@scout/collector/store/store.ts';
import type { DestinationRecord, Site } from '@scout/collector/store/configuration.ts';

const HOUR_MS = 3_600_000;
const FIRST_NAMES = ['ana', 'ben', 'chloe', 'dara', 'emil', 'fatima', 'greta', 'hugo', 'ines', 'jon', 'kaya', 'lena'];
const PRODUCTS = [
  { product_id: 'p-101', sku: 'LINEN-01', name: 'Linen apron', price: 38, categories: ['Kitchen'] },
  { product_id: 'p-102', sku: 'MUG-04', name: 'Stoneware mug', price: 24.5, categories: ['Tableware'] },
  { product_id: 'p-103', sku: 'BOARD-02', name: 'Oak board', price: 62, categories: ['Kitchen'] },
  { product_id: 'p-104', sku: 'TOWEL-11', name: 'Waffle towel', price: 19.9, categories: ['Bath'] },
];
/** How a shop's events are spread; the last number ends the list at 1. */
const MIX = [
  ['ViewContent', 0.62],
  ['PageView', 0.76],
  ['AddToCart', 0.88],
  ['InitiateCheckout', 0.95],
  ['Purchase', 1],
] as const;

export interface SeedOptions {
  /** Where the collector's database will be. */
  path: string;
  appSecret: string;
  privateKey: string;
  now: number;
  hours: number;
  events: number;
}

/** Fills an empty store with a shop's history: one site, one connected account, events with their fates. */
export async function seedHistory({ path, appSecret, privateKey, now, hours, events }: SeedOptions): Promise<void> {
  const store = openSqliteStore({ path, now });
  const random = mulberry(7);
  const site: Site = {
    id: randomUUID(),
    name: 'Field & Hearth',
    public_key: 'pk_demo',
    server_key_hash: hashToken('sk_demo'),
    origins: ['https://fieldandhearth.example'],
    currency: 'EUR',
    country: 'DE',
    created_at: now - 30 * 24 * HOUR_MS,
  };
  await store.createSite(site);
  const destination: DestinationRecord = {
    id: randomUUID(),
    site_id: null,
    type: 'klaviyo',
    sealed_key: createVault(appSecret).seal(privateKey),
    key_hint: privateKey.slice(-4),
    account: { id: 'SbXAcc', name: 'Field & Hearth', currency: 'EUR', timezone: 'Europe/Berlin', test: false },
    missing_scopes: [],
    settings: {},
    status: 'ACTIVE',
    error: null,
    status_since: now - 12 * 24 * HOUR_MS,
    last_success_at: now - 20_000,
    created_at: now - 30 * 24 * HOUR_MS,
  };
  const rules = DEFAULT_RULES.map((rule, index) => ({
    id: randomUUID(),
    destination_id: destination.id,
    ...rule,
    disabled_reason: null,
    conditions: {},
    created_at: now - 30 * 24 * HOUR_MS + index,
  }));
  await store.createDestination(destination, rules);

  const weights = Array.from({ length: hours }, (_, index) => dayCurve(new Date(now - (hours - index) * HOUR_MS)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    const start = now - (hours - index) * HOUR_MS;
    const count = Math.round((events * weight) / total);
    const made = Array.from({ length: count }, (_, turn) =>
      makeEvent(start + Math.floor(((turn + 0.5) / count) * HOUR_MS), random),
    );
    const size = Math.max(1, Math.ceil(count / 40));
    for (let from = 0; from < made.length; from += size) {
      const slice = made.slice(from, from + size);
      await store.admit({
        site,
        visitorIds: [],
        receivedAt: Date.parse(slice.at(-1)?.time ?? '') + 120,
        decide: () => ({
          events: slice.map((event) => {
            const email = event.identity.email ?? null;
            const deliveries = route(event, { siteId: site.id, email, configuration: store.configuration() });
            return { event, email, deliveries };
          }),
          visitors: [],
        }),
      });
      await settleAll(store, { destinationId: destination.id, random, at: Date.parse(slice.at(-1)?.time ?? '') });
    }
  }
  await store.close();
}

/** Ends what waits as Klaviyo would have: nearly all of it delivered. */
async function settleAll(
  store: Store,
  { destinationId, random, at }: { destinationId: string; random: () => number; at: number },
): Promise<void> {
  const startedAt = at + 200;
  const due = await store.claim({ destinationId, now: startedAt, limit: 1_000, exclude: [] });
  if (due.length === 0) return;
  const fates = new Map<number, Fate>(
    due.map(({ id }) => [
      id,
      random() < 0.004
        ? { kind: 'rejected', reason: 'invalid_payload', note: "'value' must be a number." }
        : { kind: 'delivered' },
    ]),
  );
  await store.settle({ fates, now: startedAt + 90 + Math.floor(random() * 400) });
}

function makeEvent(at: number, random: () => number): ScoutEvent {
  const draw = random();
  const name = MIX.find(([, until]) => draw < until)?.[0] ?? 'PageView';
  const product = PRODUCTS[Math.floor(random() * PRODUCTS.length)] ?? PRODUCTS[0];
  const person = `${FIRST_NAMES[Math.floor(random() * FIRST_NAMES.length)]}${Math.floor(random() * 900)}@example.com`;
  const isKnown = name === 'Purchase' || random() < 0.68;
  const quantity = 1 + Math.floor(random() * 3);
  const item = { ...product, quantity };
  const value = Math.round((product?.price ?? 0) * quantity * 100) / 100;
  return {
    id: randomUUID(),
    name,
    time: new Date(at).toISOString(),
    source: 'browser',
    test: false,
    identity: isKnown ? { email: person } : {},
    context: {
      visitor_id: `v-${Math.floor(random() * 1e9)}`,
      session_count: 1 + Math.floor(random() * 4),
      page_url: `https://fieldandhearth.example/products/${product?.product_id}`,
      utm_source: random() < 0.3 ? 'newsletter' : 'google',
    },
    currency: 'EUR',
    items: name === 'PageView' ? [] : [item],
    properties: {},
    ...(name === 'PageView' ? {} : { value }),
    ...(name === 'ViewContent' || name === 'AddToCart' ? { product: item } : {}),
    ...(name === 'Purchase' ? { order_id: String(100_000 + Math.floor(random() * 800_000)) } : {}),
  };
}

/** Few at night, most in the evening. */
function dayCurve(at: Date): number {
  return 1.15 + Math.sin(((at.getHours() - 9) / 24) * 2 * Math.PI) + (at.getHours() === 20 ? 0.5 : 0);
}

/** A small seeded generator, so that every run sees the same shop. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
