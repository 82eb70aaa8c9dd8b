import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Log } from '../log.ts';

/** What a proxy before us may call a request; anything else could smuggle text into the log. */
const GIVEN = /^[A-Za-z0-9._:-]{1,128}$/;

export interface RequestIdVariables {
  requestId: string;
}

type Middleware = MiddlewareHandler<{ Variables: RequestIdVariables }>;

/** Names every request, by `x-request-id` as it came in when that is a plain name, and says the name in the answer. */
export const requestId: Middleware = (c, next) => {
  const given = c.req.header('x-request-id');
  const id = given !== undefined && GIVEN.test(given) ? given : randomUUID();
  c.set('requestId', id);
  c.header('x-request-id', id);
  return next();
};

/** Writes each answer to the log, with its route and never its path: that may hold an address. For LOG_LEVEL=debug. */
export function logRequests(log: Log): Middleware {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    const { method } = c.req;
    const ms = Math.round(performance.now() - startedAt);
    log.debug('request', { request_id: c.get('requestId'), method, route: routePath(c, -1), status: c.res.status, ms });
  };
}
