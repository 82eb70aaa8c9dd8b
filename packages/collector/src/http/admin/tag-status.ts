import { Hono } from 'hono';
import type { AdminDeps } from './admin.ts';

/** `/tag-status`: from which origins the tag was heard, from which it was refused, and which first steps were reached. */
export function tagStatusRoutes({ store, refusedOrigins }: AdminDeps): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => {
    const [heard, milestones, refused] = await Promise.all([store.heard(), store.milestones(), refusedOrigins.read()]);
    return c.json({
      heard: heard.map(({ last_at, ...rest }) => ({ ...rest, last_at: toText(last_at) })),
      refused: refused.map(({ last_at, ...rest }) => ({ ...rest, last_at: toText(last_at) })),
      event_at: toText(milestones.event_at),
      identified_at: toText(milestones.identified_at),
      test_delivered_at: toText(milestones.test_delivered_at),
    });
  });
  return routes;
}

function toText(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
