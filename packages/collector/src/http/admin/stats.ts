import { Hono } from 'hono';
import { z } from 'zod';
import { DELIVERY_STATUSES, sentenceFor } from '../../store/states.ts';
import type { AdminDeps } from './admin.ts';
import { readQuery } from './read-json.ts';

const HOUR_MS = 3_600_000;

export const statsQuerySchema = z.object({
  hours: z.coerce.number({ error: 'expected 1 to 720' }).int().min(1).max(720).default(24),
  /** The window ends this long ago: 24 with `hours=24` is yesterday. */
  ago_hours: z.coerce.number({ error: 'expected 0 to 720' }).int().min(0).max(720).default(0),
  site_id: z.string().max(64).optional(),
});

export function statsRoutes({ store, clock }: AdminDeps): Hono {
  const routes = new Hono();

  routes.get('/', async (c) => {
    const { hours, ago_hours, site_id } = readQuery(c, statsQuerySchema);
    const now = clock.now() - ago_hours * HOUR_MS;
    const site = site_id === undefined ? {} : { siteId: site_id };
    const stats = await store.stats({ since: now - hours * HOUR_MS, now, ...site });
    const byStatus = Object.fromEntries(DELIVERY_STATUSES.map((status) => [status, 0]));
    for (const { status, count } of stats.by_status_and_hour) byStatus[status] = (byStatus[status] ?? 0) + count;
    const firstHour = Math.floor((now - hours * HOUR_MS) / HOUR_MS) + 1;
    const byHour = Array.from({ length: hours }, (_, index) => {
      const hour = (firstHour + index) * HOUR_MS;
      const counts = stats.by_status_and_hour.filter((each) => each.hour === hour);
      return {
        hour: new Date(hour).toISOString(),
        received: stats.received_by_hour.find((each) => each.hour === hour)?.count ?? 0,
        ...Object.fromEntries(
          DELIVERY_STATUSES.map((status) => [status, counts.find((each) => each.status === status)?.count ?? 0]),
        ),
      };
    });
    return c.json({
      hours,
      received: stats.received,
      identified_share: stats.received === 0 ? null : stats.identified / stats.received,
      by_status: byStatus,
      by_hour: byHour,
      by_reason: stats.by_reason.map((each) => ({ ...each, reason_text: sentenceFor(each.reason) })),
      latency_ms: stats.latency_ms,
      orders: stats.orders,
      queue_depth: stats.queue.depth,
      held: stats.queue.held,
      oldest_waiting_at: stats.queue.oldest_at === null ? null : new Date(stats.queue.oldest_at).toISOString(),
      oldest_waiting_s:
        stats.queue.oldest_at === null ? null : Math.round((clock.now() - stats.queue.oldest_at) / 1_000),
    });
  });

  return routes;
}
