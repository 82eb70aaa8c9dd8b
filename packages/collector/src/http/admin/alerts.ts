import { Hono } from 'hono';
import { ALERTS_SETTING, alertSettingsSchema, readAlertSettings, toMessage, type AlertSettings } from '../../alerts.ts';
import { checkWebhookUrl } from '../../webhook.ts';
import { Problem } from '../problem.ts';
import type { AdminDeps } from './admin.ts';
import { readJson } from './read-json.ts';

export const alertChangeSchema = alertSettingsSchema.extend({ url: alertSettingsSchema.shape.url.optional() });

/** `/alerts`: where to tell of trouble, and of which. The address is a secret and never comes back. */
export function alertRoutes({ store, vault, webhook, allowPrivateWebhooks }: AdminDeps): Hono {
  const routes = new Hono();

  routes.get('/', async (c) => c.json(toView(await readAlertSettings(store, vault))));

  routes.put('/', async (c) => {
    const { url: given, ...changes } = await readJson(c, alertChangeSchema);
    const url = given ?? (await readAlertSettings(store, vault))?.url;
    if (url === undefined) throw new Problem(400, 'An address is missing', { detail: 'url: expected https://…' });
    try {
      checkWebhookUrl(url, { allowPrivate: allowPrivateWebhooks });
    } catch (error) {
      throw new Problem(400, 'This address cannot be used', { detail: (error as Error).message });
    }
    const settings: AlertSettings = { ...changes, url };
    await store.setSetting(ALERTS_SETTING, vault.seal(JSON.stringify(settings)));
    return c.json(toView(settings));
  });

  routes.delete('/', async (c) => {
    await store.setSetting(ALERTS_SETTING, null);
    return c.body(null, 204);
  });

  routes.post('/test', async (c) => {
    const settings = await readAlertSettings(store, vault);
    if (!settings) throw new Problem(409, 'There is no address to send to', { detail: 'Save one first.' });
    try {
      await webhook(settings.url, toMessage('This is a test. Alerts reach you here.', 'test'));
    } catch (error) {
      throw new Problem(502, 'The alert did not arrive', { detail: (error as Error).message });
    }
    return c.json({ ok: true });
  });

  return routes;
}

function toView(settings: AlertSettings | null) {
  if (!settings) return null;
  const { url, ...rest } = settings;
  return { ...rest, url_hint: `${new URL(url).host}/…${url.slice(-4)}` };
}
