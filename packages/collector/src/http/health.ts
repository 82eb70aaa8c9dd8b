import { Hono } from 'hono';
import type { Store } from '../store/store.ts';

/** `/healthz`: the process answers. `/readyz`: the store takes writes. */
export function healthRoutes(store: Store): Hono {
  const routes = new Hono();
  routes.get('/healthz', (c) => c.json({ status: 'ok' }));
  routes.get('/readyz', async (c) => {
    await store.check();
    return c.json({ status: 'ready' });
  });
  return routes;
}
