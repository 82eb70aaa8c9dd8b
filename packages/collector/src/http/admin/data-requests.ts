import { Hono } from 'hono';
import { z } from 'zod';
import { readEmailAddress } from '../../ingest/email-address.ts';
import type { AdminDeps } from './admin.ts';
import { toEventView } from './log.ts';
import { readJson } from './read-json.ts';

export const dataRequestSchema = z.object({
  email: z.string().transform((text, context) => {
    const email = readEmailAddress(text);
    if (email !== undefined) return email;
    context.addIssue({ code: 'custom', message: 'expected an address such as jo@example.com' });
    return z.NEVER;
  }),
});

export const forgetSchema = dataRequestSchema.extend({
  /** Ask Klaviyo to delete its copy as well; the key needs the scope data-privacy:write. */
  klaviyo: z.boolean().default(false),
});

/** `/data-requests`: what is kept about a person, and its erasure: here, and in Klaviyo only when that is asked for. */
export function dataRequestRoutes({ store, clock, feed, kind, vault }: AdminDeps): Hono {
  const routes = new Hono();

  routes.post('/export', async (c) => {
    const { email } = await readJson(c, dataRequestSchema);
    const { visitors, events } = await store.person(email);
    return c.json({
      email,
      exported_at: new Date(clock.now()).toISOString(),
      visitors: visitors.map(({ updated_at, ...visitor }) => ({
        ...visitor,
        updated_at: new Date(updated_at).toISOString(),
      })),
      events: events.map((view) => ({ ...toEventView(view), event: view.event })),
    });
  });

  routes.post('/forget', async (c) => {
    const { email, klaviyo } = await readJson(c, forgetSchema);
    // Ours first: what still waited here would make the profile anew.
    const events = await store.forget(email);
    feed.changed();
    if (!klaviyo) return c.json({ email, events });
    const asked = [];
    for (const { id, sealed_key } of store.configuration().destinations) {
      const erasure = await kind.erase(vault.open(sealed_key), email);
      asked.push({ destination_id: id, accepted: erasure.ok, error: erasure.ok ? null : erasure.sentence });
    }
    return c.json({ email, events, klaviyo: asked });
  });

  return routes;
}
