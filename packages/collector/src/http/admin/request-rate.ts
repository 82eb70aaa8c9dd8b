import { Hono } from 'hono';
import type { AdminDeps } from './admin.ts';

/** `/request-rate`: what the last minute cost, by destination. */
export function requestRateRoutes({ store, clock }: AdminDeps): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => c.json(await store.requestRates(clock.now())));
  return routes;
}
