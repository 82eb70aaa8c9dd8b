import { Hono } from 'hono';
import { z } from 'zod';
import { readEmailAddress } from '../../ingest/email-address.ts';
import { firstState, route } from '../../ingest/rules.ts';
import { createSampleEvent } from '../../ingest/sample-event.ts';
import type { NewDelivery } from '../../store/store.ts';
import { Problem } from '../problem.ts';
import type { AdminDeps } from './admin.ts';
import { readJson } from './read-json.ts';

export const testEventSchema = z.object({
  name: z.string().trim().min(1).max(127).default('Purchase'),
  email: z.string().transform((text, context) => {
    const email = readEmailAddress(text);
    if (email !== undefined) return email;
    context.addIssue({ code: 'custom', message: 'expected an address such as jo@example.com' });
    return z.NEVER;
  }),
  destination_id: z.string().max(64).optional(),
});

export function testEventRoutes({ store, clock, kind, feed, wake }: AdminDeps): Hono {
  const routes = new Hono();

  routes.post('/', async (c) => {
    const { name, email, destination_id } = await readJson(c, testEventSchema);
    const configuration = store.configuration();
    const targets = configuration.destinations.filter(
      ({ id }) => destination_id === undefined || id === destination_id,
    );
    if (targets.length === 0) {
      throw new Problem(409, 'There is no destination to test', { detail: 'Connect Klaviyo first.' });
    }
    const site = configuration.sites.find(({ id }) =>
      targets.some(({ site_id }) => site_id === null || site_id === id),
    );
    if (!site) throw new Problem(409, 'There is no site to test', { detail: 'Create a site first.' });
    const now = clock.now();
    const currency = site.currency ?? targets.find(({ account }) => account?.currency)?.account?.currency ?? 'EUR';
    const event = createSampleEvent({ name, email, currency, now });
    // A test goes out even where no rule would send the event: it tests the way, not the rule.
    const routed = route(event, { siteId: site.id, email, configuration });
    const deliveries = targets.map((destination): NewDelivery => {
      const byRule = routed.find((delivery) => delivery.destination_id === destination.id && delivery.metric !== null);
      return {
        destination_id: destination.id,
        metric: byRule?.metric ?? kind.defaultMetric(event.name),
        priority: 0,
        ...firstState(destination, { event, email }),
      };
    });
    const { wake: destinations } = await store.admit({
      site,
      visitorIds: [],
      receivedAt: now,
      decide: () => ({ events: [{ event, email, deliveries }], visitors: [] }),
    });
    wake(destinations);
    feed.changed();
    return c.json({ id: event.id, name: event.name }, 201);
  });

  return routes;
}
