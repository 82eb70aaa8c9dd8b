import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Log } from '../log.ts';
import { StoreUnavailableError } from '../store/store.ts';
import { adminRoutes, type AdminDeps } from './admin/admin.ts';
import type { SessionDeps } from './admin/session.ts';
import { dashboardRoutes } from './dashboard.ts';
import { healthRoutes } from './health.ts';
import { intakeRoutes } from './intake.ts';
import { Problem, problemResponse } from './problem.ts';
import { tagRoutes } from './tag.ts';

/** When the store cannot take a write, this is when to come back. */
const STORE_RETRY_S = 2;

export interface AppDeps {
  admin: AdminDeps;
  session: SessionDeps;
  log: Log;
  /** The folder of the built tag. */
  tagDirectory: string;
  /** The folder of the built dashboard. */
  dashboardDirectory: string;
  publicUrl: string | undefined;
}

/** The whole HTTP surface of the collector. */
export function createApp({ admin, session, log, tagDirectory, dashboardDirectory, publicUrl }: AppDeps): Hono {
  const { store, clock, wake, feed } = admin;
  const app = new Hono();

  app.route('/', intakeRoutes({ store, clock, wake, publicUrl, onStored: () => feed.changed() }));
  app.route('/', tagRoutes(tagDirectory));
  app.route('/', healthRoutes(store));
  app.route('/api', adminRoutes(admin, session));
  app.route('/', dashboardRoutes(dashboardDirectory));

  app.notFound((c) => problemResponse(c, new Problem(404, 'There is nothing at this address')));
  app.onError((error, c) => {
    if (error instanceof Problem) return problemResponse(c, error);
    if (error instanceof StoreUnavailableError) {
      log.error('the store takes no writes', { error });
      return problemResponse(c, new Problem(503, 'This cannot be stored right now', { retryAfterS: STORE_RETRY_S }));
    }
    if (error instanceof HTTPException) return error.getResponse();
    log.error('a request failed', { method: c.req.method, path: c.req.path, error });
    return problemResponse(c, new Problem(500, 'Something broke on our side'));
  });
  return app;
}
