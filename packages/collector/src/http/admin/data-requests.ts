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

/** `/data-requests`: what is kept about a person, and its erasure. Klaviyo's own copy is Klaviyo's to show and erase. */
export function dataRequestRoutes({ store, clock, feed }: AdminDeps): Hono {
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
    const { email } = await readJson(c, dataRequestSchema);
    const events = await store.forget(email);
    feed.changed();
    return c.json({ email, events });
  });

  return routes;
}
