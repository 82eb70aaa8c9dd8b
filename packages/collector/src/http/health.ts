import { Hono } from 'hono';
import type { Store } from '../store/store.ts';
import { Problem } from './problem.ts';

export interface HealthDeps {
  store: Store;
  /** True from the moment the collector is asked to stop. */
  isStopping: () => boolean;
}

/** `/healthz`: the process answers. `/readyz`: the store takes writes, and it is worth sending requests here. */
export function healthRoutes({ store, isStopping }: HealthDeps): Hono {
  const routes = new Hono();
  routes.get('/healthz', (c) => c.json({ status: 'ok' }));
  routes.get('/readyz', async (c) => {
    if (isStopping()) throw new Problem(503, 'This collector is stopping');
    await store.check();
    return c.json({ status: 'ready' });
  });
  return routes;
}
