import { Hono } from 'hono';
import { sameSecret } from '../secrets.ts';
import { Problem } from './problem.ts';

export interface MetricsDeps {
  /** Everything there is to expose, in Prometheus' text format. */
  exposeMetrics: () => Promise<string>;
  /** The bearer token that is asked for; undefined asks for none. */
  metricsToken: string | undefined;
}

/** `GET /metrics` for Prometheus. Holds no addresses, no keys, no names of sites. */
export function metricsRoutes({ exposeMetrics, metricsToken }: MetricsDeps): Hono {
  const routes = new Hono();
  routes.get('/metrics', async (c) => {
    const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (metricsToken !== undefined && (given === undefined || !sameSecret(given, metricsToken))) {
      throw new Problem(401, 'This needs the metrics token', {
        detail: 'Expected "Authorization: Bearer <METRICS_TOKEN>".',
      });
    }
    c.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    c.header('cache-control', 'no-store');
    return c.body(await exposeMetrics());
  });
  return routes;
}
