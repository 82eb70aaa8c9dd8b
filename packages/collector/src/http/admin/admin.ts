import { Hono } from 'hono';
import type { Clock } from '../../clock.ts';
import type { DestinationKind } from '../../delivery/destination.ts';
import type { Vault } from '../../secrets.ts';
import type { Store } from '../../store/store.ts';
import type { Webhook } from '../../webhook.ts';
import type { RefusedOrigins } from '../refused-origins.ts';
import type { LiveFeed } from '../live-feed.ts';
import { alertRoutes } from './alerts.ts';
import { dataRequestRoutes } from './data-requests.ts';
import { destinationRoutes } from './destinations.ts';
import { discardRoutes } from './discard.ts';
import { logExportRoutes } from './log-export.ts';
import { logRoutes, replayRoutes } from './log.ts';
import { openApiDocument } from './openapi.ts';
import { requestRateRoutes } from './request-rate.ts';
import { ruleReportRoutes } from './rule-report.ts';
import { ruleRoutes } from './rules.ts';
import { ownSessionRoutes, requireLogin, sessionRoutes, type SessionDeps } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { siteWebhookRoutes } from './site-webhooks.ts';
import { siteRoutes } from './sites.ts';
import { statsRoutes } from './stats.ts';
import { tagStatusRoutes } from './tag-status.ts';
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
  /** RETENTION_DAYS, which the owner may override. */
  retentionDays: number;
  webhook: Webhook;
  refusedOrigins: RefusedOrigins;
  allowPrivateWebhooks: boolean;
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
  routes.route('/sites', siteWebhookRoutes(deps));
  routes.route('/destinations', destinationRoutes(deps));
  routes.route('/rules', ruleRoutes(deps));
  routes.route('/log', logRoutes(deps));
  routes.route('/stats', statsRoutes(deps));
  routes.route('/test-event', testEventRoutes(deps));
  routes.route('/log-export', logExportRoutes(deps));
  routes.route('/rule-report', ruleReportRoutes(deps));
  routes.route('/request-rate', requestRateRoutes(deps));
  routes.route('/tag-status', tagStatusRoutes(deps));
  routes.route('/settings', settingsRoutes(deps, session));
  routes.route('/alerts', alertRoutes(deps));
  routes.route('/data-requests', dataRequestRoutes(deps));
  routes.route('/', replayRoutes(deps));
  routes.route('/', discardRoutes(deps));
  return routes;
}
