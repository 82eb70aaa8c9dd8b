import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { createToken, hashPassword, hashToken, sameSecret, verifyPassword } from '../../secrets.ts';
import type { Store } from '../../store/store.ts';
import { Problem } from '../problem.ts';
import { createGuessGuard } from './guess-guard.ts';
import { readJson } from './read-json.ts';

export const COOKIE = 'scout_session';
const SESSION_MS = 30 * 24 * 60 * 60 * 1_000;
/** The stored password's place among the settings. */
export const PASSWORD_SETTING = 'admin_password';

export interface SessionDeps {
  store: Store;
  clock: Clock;
  adminPassword: string | undefined;
  adminToken: string | undefined;
  /** Good for setting the first password, until one is set. */
  setupToken: string | undefined;
  /** What a client is counted by; undefined when that cannot be said: all of these are counted as one. */
  clientOf: (c: Context) => string | undefined;
  /** Whether browsers reach us by HTTPS. */
  secure: boolean;
}

export const loginSchema = z.object({ password: z.string().min(1).max(1_024) });
export const newPasswordSchema = z.string().min(12, { error: 'expected at least 12 characters' }).max(1_024);
export const setupSchema = z.object({ token: z.string().max(256), password: newPasswordSchema });

/** The ways in: login, and the first password by the one-time link. */
export function sessionRoutes(deps: SessionDeps): Hono {
  const { store, clock, adminPassword, setupToken } = deps;
  const routes = new Hono();
  const guesses = createGuessGuard(clock);

  routes.post('/login', async (c) => {
    refuseOtherOrigins(c.req.raw.headers, c.req.url);
    const client = deps.clientOf(c) ?? '';
    guesses.check(client);
    const { password } = await readJson(c, loginSchema);
    const stored = await store.setting(PASSWORD_SETTING);
    const right =
      adminPassword === undefined
        ? stored !== null && (await verifyPassword(password, stored))
        : sameSecret(password, adminPassword);
    if (!right) {
      guesses.failed(client);
      throw new Problem(401, 'Wrong password');
    }
    setCookie(c, COOKIE, await startSession(store, clock), cookieOptions(deps.secure));
    return c.json({ ok: true });
  });

  routes.post('/setup', async (c) => {
    refuseOtherOrigins(c.req.raw.headers, c.req.url);
    const client = deps.clientOf(c) ?? '';
    guesses.check(client);
    const { token, password } = await readJson(c, setupSchema);
    const open = setupToken !== undefined && (await store.setting(PASSWORD_SETTING)) === null;
    if (!open || !sameSecret(token, setupToken)) {
      guesses.failed(client);
      throw new Problem(403, 'This set-up link is not valid', {
        detail: 'Use the link from the newest start of the collector, or log in if a password was set already.',
      });
    }
    await store.setSetting(PASSWORD_SETTING, await hashPassword(password));
    setCookie(c, COOKIE, await startSession(store, clock), cookieOptions(deps.secure));
    return c.json({ ok: true });
  });

  return routes;
}

/** For people who are logged in: who they are, and the way out. */
export function ownSessionRoutes({ store }: SessionDeps): Hono {
  const routes = new Hono();
  routes.get('/me', (c) => c.json({ ok: true }));
  routes.post('/logout', async (c) => {
    const token = getCookie(c, COOKIE);
    if (token !== undefined) await store.deleteSession(hashToken(token));
    deleteCookie(c, COOKIE, { path: '/' });
    return c.json({ ok: true });
  });

  return routes;
}

/** Lets nobody pass but a session's cookie or the bearer token; changes by cookie must come from our own pages. */
export function requireLogin({ store, clock, adminToken }: SessionDeps): MiddlewareHandler {
  return async (c, next) => {
    const bearer = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (bearer !== undefined && adminToken !== undefined && sameSecret(bearer, adminToken)) return next();
    const token = getCookie(c, COOKIE);
    const session = token === undefined ? null : await store.findSession(hashToken(token), clock.now());
    if (!session) {
      throw new Problem(401, 'Log in first', {
        detail: 'Expected a session cookie or "Authorization: Bearer <ADMIN_TOKEN>".',
      });
    }
    if (!['GET', 'HEAD'].includes(c.req.method)) refuseOtherOrigins(c.req.raw.headers, c.req.url);
    return next();
  };
}

/** Browsers name the page that sends; a page of another origin may not act with our cookie. */
function refuseOtherOrigins(headers: Headers, url: string): void {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const host = headers.get('host') ?? new URL(url).host;
  const foreign =
    site !== null ? site !== 'same-origin' && site !== 'none' : origin !== null && URL.parse(origin)?.host !== host;
  if (foreign) throw new Problem(403, 'This has to come from the dashboard itself');
}

async function startSession(store: Store, clock: Clock): Promise<string> {
  const token = createToken('');
  const now = clock.now();
  await store.createSession({ token_hash: hashToken(token), created_at: now, expires_at: now + SESSION_MS });
  return token;
}

function cookieOptions(secure: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: SESSION_MS / 1_000 } as const;
}
