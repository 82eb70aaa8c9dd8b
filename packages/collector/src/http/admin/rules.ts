import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { canonicalName } from '../../ingest/event-names.ts';
import type { Rule } from '../../store/configuration.ts';
import { Problem } from '../problem.ts';
import type { AdminDeps } from './admin.ts';
import { readJson } from './read-json.ts';

export const conditionsSchema = z
  .strictObject({
    min_value: z.number(),
    max_value: z.number(),
    currency: z.array(z.string().length(3).toUpperCase()).min(1).max(50),
    page_path: z
      .array(z.string().startsWith('/', { error: 'expected a path such as /products' }).max(512))
      .min(1)
      .max(50),
    visitor: z.enum(['new', 'returning'], { error: 'expected new or returning' }),
    consent: z.literal('granted', { error: 'expected granted' }),
    source: z.enum(['browser', 'server'], { error: 'expected browser or server' }),
  })
  .partial();

const metricSchema = z
  .string()
  .trim()
  .min(1)
  .max(127, { error: 'expected a metric name of at most 127 characters' })
  .nullable();

export const newRuleSchema = z.object({
  destination_id: z.string(),
  event: z.string().trim().min(1).max(127),
  metric: metricSchema.optional(),
  enabled: z.boolean().default(true),
  conditions: conditionsSchema.default({}),
});

export const ruleChangeSchema = z.object({
  event: z.string().trim().min(1).max(127).optional(),
  metric: metricSchema.optional(),
  enabled: z.boolean().optional(),
  conditions: conditionsSchema.optional(),
});

export function ruleRoutes({ store, clock, kind }: AdminDeps): Hono {
  const routes = new Hono();

  routes.get('/', (c) => {
    const destination = c.req.query('destination_id');
    const { rules } = store.configuration();
    return c.json(rules.filter((rule) => !destination || rule.destination_id === destination).map(toView));
  });

  routes.post('/', async (c) => {
    const { destination_id, event, metric, enabled, conditions } = await readJson(c, newRuleSchema);
    if (!store.configuration().destinations.some((destination) => destination.id === destination_id)) {
      throw new Problem(400, 'There is no destination with this destination_id');
    }
    const name = canonicalName(event);
    const rule: Rule = {
      id: randomUUID(),
      destination_id,
      event: name,
      metric: metric ?? kind.defaultMetric(name),
      enabled,
      disabled_reason: null,
      conditions: toConditions(conditions),
      created_at: clock.now(),
    };
    await store.createRule(rule);
    return c.json(toView(rule), 201);
  });

  routes.patch('/:id', async (c) => {
    const rule = find(store.configuration().rules, c.req.param('id'));
    const { event, metric, enabled, conditions } = await readJson(c, ruleChangeSchema);
    const name = event === undefined ? rule.event : canonicalName(event);
    await store.updateRule(rule.id, {
      event: name,
      ...(metric === undefined ? {} : { metric: metric ?? kind.defaultMetric(name) }),
      // Once the owner has decided, Scout's own reason is history.
      ...(enabled === undefined ? {} : { enabled, disabled_reason: null }),
      ...(conditions === undefined ? {} : { conditions: toConditions(conditions) }),
    });
    return c.json(toView(find(store.configuration().rules, rule.id)));
  });

  routes.delete('/:id', async (c) => {
    await store.deleteRule(find(store.configuration().rules, c.req.param('id')).id);
    return c.body(null, 204);
  });

  return routes;
}

function find(rules: readonly Rule[], id: string): Rule {
  const rule = rules.find((each) => each.id === id);
  if (!rule) throw new Problem(404, 'There is no rule with this id');
  return rule;
}

function toView({ created_at, ...rule }: Rule) {
  return { ...rule, created_at: new Date(created_at).toISOString() };
}

export function toConditions(conditions: z.output<typeof conditionsSchema>): Rule['conditions'] {
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined));
}
