import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Log } from '../log.ts';

/** What a proxy before us may call a request; anything else could smuggle text into the log. */
const GIVEN = /^[A-Za-z0-9._:-]{1,128}$/;

export interface RequestIdVariables {
  requestId: string;
}

/**
 * Names every request, by `x-request-id` as it came in when that is a plain name, and says the name in the answer.
 * At LOG_LEVEL=debug each answer is a line of the log, with its route and never its path: that may hold an address.
 */
export function requestId(log: Log): MiddlewareHandler<{ Variables: RequestIdVariables }> {
  return async (c, next) => {
    const startedAt = performance.now();
    const given = c.req.header('x-request-id');
    const id = given !== undefined && GIVEN.test(given) ? given : randomUUID();
    c.set('requestId', id);
    c.header('x-request-id', id);
    await next();
    const { method } = c.req;
    const ms = Math.round(performance.now() - startedAt);
    log.debug('request', { request_id: id, method, route: routePath(c, -1), status: c.res.status, ms });
  };
}
