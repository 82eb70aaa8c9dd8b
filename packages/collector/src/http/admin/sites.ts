import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { isShopName, SHOPS } from '../../ingest/webhooks/shops.ts';
import { createToken, hashToken } from '../../secrets.ts';
import type { Site } from '../../store/configuration.ts';
import { createWebhookSecrets } from '../../webhook-secrets.ts';
import type { AdminDeps } from './admin.ts';
import { originSchema } from '../../origin.ts';
import { Problem } from '../problem.ts';
import { readJson } from './read-json.ts';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

const siteSchema = z.object({
  name: z.string().trim().min(1).max(128),
  origins: z.array(originSchema).max(50),
  currency: z
    .string()
    .transform((text) => text.toUpperCase())
    .refine((text) => CURRENCIES.has(text), { error: 'expected an ISO 4217 code such as EUR' })
    .nullable(),
  country: z
    .string()
    .transform((text) => text.toUpperCase())
    .refine((text) => /^[A-Z]{2}$/.test(text), { error: 'expected an ISO 3166 code such as DE' })
    .nullable(),
});

export const newSiteSchema = siteSchema.partial().extend({ name: siteSchema.shape.name.default('Shop') });
export const siteChangeSchema = siteSchema.partial().extend({ rotate_server_key: z.literal(true).optional() });

export function siteRoutes({ store, clock, vault }: AdminDeps): Hono {
  const routes = new Hono();
  const secrets = createWebhookSecrets(store, vault);

  routes.get('/', (c) => c.json(store.configuration().sites.map(toView)));

  routes.post('/', async (c) => {
    const input = await readJson(c, newSiteSchema);
    const serverKey = createToken('sk_');
    const site: Site = {
      id: randomUUID(),
      name: input.name,
      public_key: createToken('pk_'),
      server_key_hash: hashToken(serverKey),
      origins: input.origins ?? [],
      currency: input.currency ?? null,
      country: input.country ?? null,
      created_at: clock.now(),
    };
    await store.createSite(site);
    return c.json({ ...toView(site), server_key: serverKey }, 201);
  });

  routes.patch('/:id', async (c) => {
    const site = find(store.configuration().sites, c.req.param('id'));
    const { rotate_server_key, name, origins, currency, country } = await readJson(c, siteChangeSchema);
    const serverKey = rotate_server_key ? createToken('sk_') : undefined;
    await store.updateSite(site.id, {
      ...(name === undefined ? {} : { name }),
      ...(origins === undefined ? {} : { origins }),
      ...(currency === undefined ? {} : { currency }),
      ...(country === undefined ? {} : { country }),
      ...(serverKey === undefined ? {} : { server_key_hash: hashToken(serverKey) }),
    });
    const changed = find(store.configuration().sites, site.id);
    return c.json({ ...toView(changed), ...(serverKey === undefined ? {} : { server_key: serverKey }) });
  });

  routes.delete('/:id', async (c) => {
    const { id } = find(store.configuration().sites, c.req.param('id'));
    for (const shop of Object.keys(SHOPS).filter(isShopName)) await secrets.set(id, shop, null);
    await store.deleteSite(id);
    return c.body(null, 204);
  });

  return routes;
}

function find(sites: readonly Site[], id: string): Site {
  const site = sites.find((each) => each.id === id);
  if (!site) throw new Problem(404, 'There is no site with this id');
  return site;
}

function toView({ server_key_hash, created_at, ...site }: Site) {
  return { ...site, has_server_key: server_key_hash !== null, created_at: new Date(created_at).toISOString() };
}
