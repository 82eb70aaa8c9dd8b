import { Hono } from 'hono';
import { z } from 'zod';
import { canonicalName } from '../../ingest/event-names.ts';
import { matches } from '../../ingest/rules.ts';
import type { AdminDeps } from './admin.ts';
import { readJson } from './read-json.ts';
import { conditionsSchema, toConditions } from './rules.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;
const DRY_RUN_EVENTS = 100;

export const dryRunSchema = z.object({
  event: z.string().trim().min(1).max(127).transform(canonicalName),
  conditions: conditionsSchema.default({}),
});

/** `/rule-report`: what the rules did in the last week, and what a rule would have done to the last 100 events. */
export function ruleReportRoutes({ store, clock }: AdminDeps): Hono {
  const routes = new Hono();

  routes.get('/', async (c) => c.json(await store.routeCounts({ since: clock.now() - WEEK_MS })));

  routes.post('/dry-run', async (c) => {
    const { event: name, conditions } = await readJson(c, dryRunSchema);
    const { events } = await store.log({ name, test: false }, { limit: DRY_RUN_EVENTS });
    const checked = events.map(({ event, email, received_at }) => ({
      id: event.id,
      received_at: new Date(received_at).toISOString(),
      value: event.value ?? null,
      currency: event.currency ?? null,
      page_url: event.context.page_url ?? null,
      identified: email !== null,
      matches: matches(event, toConditions(conditions)),
    }));
    return c.json({
      looked_at: checked.length,
      matching: checked.filter((each) => each.matches).length,
      events: checked,
    });
  });

  return routes;
}
