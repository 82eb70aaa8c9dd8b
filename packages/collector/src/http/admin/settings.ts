import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { z } from 'zod';
import { hashPassword, hashToken, verifyPassword } from '../../secrets.ts';
import { RETENTION_SETTING } from '../../upkeep.ts';
import { Problem } from '../problem.ts';
import type { AdminDeps } from './admin.ts';
import { createGuessGuard } from './guess-guard.ts';
import { readJson } from './read-json.ts';
import { COOKIE, newPasswordSchema, PASSWORD_SETTING, type SessionDeps } from './session.ts';

/** So much of a session's hash names it in the API. */
const ID_LENGTH = 16;

export const settingsChangeSchema = z.object({
  retention_days: z
    .number({ error: 'expected a whole number of days from 1 to 3650' })
    .int({ error: 'expected a whole number of days from 1 to 3650' })
    .min(1, { error: 'expected a whole number of days from 1 to 3650' })
    .max(3_650, { error: 'expected a whole number of days from 1 to 3650' })
    .nullable(),
});

export const passwordChangeSchema = z.object({
  current: z.string().min(1, { error: 'expected your present password' }).max(1_024),
  next: newPasswordSchema,
});

/** `/settings`: how long events are kept, the password, and who is logged in. */
export function settingsRoutes({ store, clock, retentionDays }: AdminDeps, session: SessionDeps): Hono {
  const routes = new Hono();
  const guesses = createGuessGuard(clock);

  routes.get('/', async (c) => {
    const stored = await store.setting(RETENTION_SETTING);
    const cookie = getCookie(c, COOKIE);
    const own = cookie === undefined ? null : hashToken(cookie);
    const sessions = await store.sessions(clock.now());
    return c.json({
      retention_days: stored === null ? retentionDays : Number(stored),
      default_retention_days: retentionDays,
      password_from_environment: session.adminPassword !== undefined,
      sessions: sessions.map(({ token_hash, created_at, expires_at }) => ({
        id: token_hash.slice(0, ID_LENGTH),
        current: token_hash === own,
        created_at: new Date(created_at).toISOString(),
        expires_at: new Date(expires_at).toISOString(),
      })),
    });
  });

  routes.patch('/', async (c) => {
    const { retention_days } = await readJson(c, settingsChangeSchema);
    await store.setSetting(RETENTION_SETTING, retention_days === null ? null : String(retention_days));
    return c.json({ retention_days: retention_days ?? retentionDays });
  });

  routes.post('/password', async (c) => {
    if (session.adminPassword !== undefined) {
      throw new Problem(409, 'The password is set by the environment', {
        detail: 'Change ADMIN_PASSWORD and restart.',
      });
    }
    const client = session.clientOf(c) ?? '';
    guesses.check(client);
    const { current, next } = await readJson(c, passwordChangeSchema);
    const stored = await store.setting(PASSWORD_SETTING);
    if (stored === null || !(await verifyPassword(current, stored))) {
      guesses.failed(client);
      throw new Problem(403, 'The present password is not right');
    }
    await store.setSetting(PASSWORD_SETTING, await hashPassword(next));
    const cookie = getCookie(c, COOKIE);
    const own = cookie === undefined ? null : hashToken(cookie);
    for (const { token_hash } of await store.sessions(clock.now())) {
      if (token_hash !== own) await store.deleteSession(token_hash);
    }
    return c.json({ ok: true });
  });

  routes.delete('/sessions/:id', async (c) => {
    const id = c.req.param('id');
    const found = (await store.sessions(clock.now())).find(({ token_hash }) => token_hash.slice(0, ID_LENGTH) === id);
    if (!found) throw new Problem(404, 'There is no session with this id');
    await store.deleteSession(found.token_hash);
    return c.body(null, 204);
  });

  return routes;
}
