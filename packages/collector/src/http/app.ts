import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { createWebhookSecrets } from '../webhook-secrets.ts';
import { adminRoutes, type AdminDeps } from './admin/admin.ts';
import type { SessionDeps } from './admin/session.ts';
import { dashboardRoutes } from './dashboard.ts';
import { healthRoutes, type HealthDeps } from './health.ts';
import { hookRoutes } from './hooks.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { intakeRoutes } from './intake.ts';
import { metricsRoutes, type MetricsDeps } from './metrics.ts';
import { Problem, problemResponse } from './problem.ts';
import { logRequests, requestId, type RequestIdVariables } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';
import { tagRoutes } from './tag.ts';
import { createTakeBatch } from './take-batch.ts';

/** When the store cannot take a write, this is when to come back. */
const STORE_RETRY_S = 2;

export interface AppDeps extends MetricsDeps, Pick<HealthDeps, 'isStopping'> {
  admin: AdminDeps;
  metrics: Metrics;
  limits: IntakeLimits;
  session: SessionDeps;
  log: Log;
  /** The folder of the built tag. */
  tagDirectory: string;
  /** The folder of the built dashboard. */
  dashboardDirectory: string;
  publicUrl: string | undefined;
}

/** The whole HTTP surface of the collector. */
export function createApp(deps: AppDeps): Hono<{ Variables: RequestIdVariables }> {
  const { admin, session, log, metrics, limits, tagDirectory, dashboardDirectory, publicUrl, isStopping } = deps;
  const { store, clock, vault, wake, feed } = admin;
  const app = new Hono<{ Variables: RequestIdVariables }>();

  app.use('*', requestId);
  // Not even a look at the level for each request: intake counts its microseconds.
  if (log.level === 'debug') app.use('*', logRequests(log));
  const takeBatch = createTakeBatch({ store, clock, wake, metrics, onStored: () => feed.changed() });
  app.route(
    '/',
    intakeRoutes({ store, clock, takeBatch, limits, publicUrl, metrics, refusedOrigins: admin.refusedOrigins }),
  );
  app.route('/', hookRoutes({ store, secrets: createWebhookSecrets(store, vault), takeBatch, limits }));
  // From here on: intake answers scripts, not pages, and pays for every header.
  app.use('*', securityHeaders({ secure: session.secure }));
  app.route('/', tagRoutes(tagDirectory));
  app.route('/', healthRoutes({ store, isStopping }));
  app.route('/', metricsRoutes(deps));
  app.route('/api', adminRoutes(admin, session));
  app.route('/', dashboardRoutes(dashboardDirectory));

  app.notFound((c) => problemResponse(c, new Problem(404, 'There is nothing at this address')));
  app.onError((error, c) => {
    if (error instanceof Problem) return problemResponse(c, error);
    if (error instanceof StoreUnavailableError) {
      log.error('the store takes no writes', { request_id: c.get('requestId'), error });
      return problemResponse(c, new Problem(503, 'This cannot be stored right now', { retryAfterS: STORE_RETRY_S }));
    }
    if (error instanceof HTTPException) return error.getResponse();
    log.error('a request failed', {
      request_id: c.get('requestId'),
      method: c.req.method,
      route: routePath(c, -1),
      error,
    });
    return problemResponse(c, new Problem(500, 'Something broke on our side'));
  });
  return app;
}
