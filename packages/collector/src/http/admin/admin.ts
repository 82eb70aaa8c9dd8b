import { Hono } from 'hono';
import type { Clock } from '../../clock.ts';
import type { DestinationKind } from '../../delivery/destination.ts';
import type { Vault } from '../../secrets.ts';
import type { Store } from '../../store/store.ts';
import type { LiveFeed } from '../live-feed.ts';
import { destinationRoutes } from './destinations.ts';
import { logRoutes, replayRoutes } from './log.ts';
import { openApiDocument } from './openapi.ts';
import { ruleRoutes } from './rules.ts';
import { ownSessionRoutes, requireLogin, sessionRoutes, type SessionDeps } from './session.ts';
import { siteRoutes } from './sites.ts';
import { statsRoutes } from './stats.ts';
import { testEventRoutes } from './test-event.ts';

export interface AdminDeps {
  store: Store;
  clock: Clock;
  vault: Vault;
  kind: DestinationKind;
  feed: LiveFeed;
  /** A destination was added, changed or removed. */
  refresh: () => void;
  /** These destinations have something to send. */
  wake: (destinationIds: readonly string[]) => void;
}

/** Everything under `/api`: nothing answers without a login but the login itself. */
export function adminRoutes(deps: AdminDeps, session: SessionDeps): Hono {
  const routes = new Hono();
  routes.use('*', async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });
  routes.route('/', sessionRoutes(session));
  routes.use('*', requireLogin(session));
  routes.route('/', ownSessionRoutes(session));
  routes.get('/openapi.json', (c) => c.json(openApiDocument()));
  routes.route('/sites', siteRoutes(deps));
  routes.route('/destinations', destinationRoutes(deps));
  routes.route('/rules', ruleRoutes(deps));
  routes.route('/log', logRoutes(deps));
  routes.route('/stats', statsRoutes(deps));
  routes.route('/test-event', testEventRoutes(deps));
  routes.route('/', replayRoutes(deps));
  return routes;
}
