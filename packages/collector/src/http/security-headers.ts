import type { MiddlewareHandler } from 'hono';

const HEADERS = {
  // Pages that need more say so themselves: nothing else is a document.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Sets strict headers, which a route may replace by its own; `secure`: browsers reach us by HTTPS and shall stay there. */
export function securityHeaders({ secure }: { secure: boolean }): MiddlewareHandler {
  const headers = Object.entries(secure ? { ...HEADERS, 'strict-transport-security': 'max-age=31536000' } : HEADERS);
  return async (c, next) => {
    for (const [name, value] of headers) c.header(name, value);
    await next();
  };
}
