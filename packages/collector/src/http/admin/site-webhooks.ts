import { Hono } from 'hono';
import { z } from 'zod';
import { isShopName, SHOPS, type ShopName } from '../../ingest/webhooks/shops.ts';
import { createWebhookSecrets } from '../../webhook-secrets.ts';
import { Problem } from '../problem.ts';
import type { AdminDeps } from './admin.ts';
import { readJson } from './read-json.ts';

export const webhookSecretSchema = z.object({
  secret: z
    .string({ error: 'expected the secret that the shop signs its webhooks with' })
    .trim()
    .min(8, { error: 'expected at least 8 characters' })
    .max(512, { error: 'expected at most 512 characters' }),
});

/** `/sites/:id/webhooks`: the secrets that a shop signs its order webhooks with. They go in and never come back. */
export function siteWebhookRoutes({ store, vault }: AdminDeps): Hono {
  const routes = new Hono();
  const secrets = createWebhookSecrets(store, vault);

  const siteOf = (id: string): string => {
    if (!store.configuration().sites.some((site) => site.id === id)) {
      throw new Problem(404, 'There is no site with this id');
    }
    return id;
  };
  const view = async (siteId: string, shop: ShopName) => ({
    shop,
    path: `/v1/hooks/${shop}/${siteId}`,
    has_secret: (await secrets.get(siteId, shop)) !== null,
  });

  routes.get('/:id/webhooks', async (c) => {
    const siteId = siteOf(c.req.param('id'));
    return c.json(
      await Promise.all(
        Object.keys(SHOPS)
          .filter(isShopName)
          .map((shop) => view(siteId, shop)),
      ),
    );
  });

  routes.put('/:id/webhooks/:shop', async (c) => {
    const siteId = siteOf(c.req.param('id'));
    const shop = shopOf(c.req.param('shop'));
    const { secret } = await readJson(c, webhookSecretSchema);
    await secrets.set(siteId, shop, secret);
    return c.json(await view(siteId, shop));
  });

  routes.delete('/:id/webhooks/:shop', async (c) => {
    await secrets.set(siteOf(c.req.param('id')), shopOf(c.req.param('shop')), null);
    return c.body(null, 204);
  });

  return routes;
}

function shopOf(name: string): ShopName {
  if (isShopName(name)) return name;
  throw new Problem(404, `There is no such shop; expected ${Object.keys(SHOPS).join(' or ')}`);
}
