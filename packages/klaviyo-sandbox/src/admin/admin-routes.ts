import { Hono } from 'hono';
import type { Context } from 'hono';
import { isObject } from '../check/problem.ts';
import { readBody } from '../read-body.ts';
import { clearState, notify } from '../state.ts';
import type { State } from '../state.ts';
import { checkKey, checkMetric } from './check-admin.ts';
import { filterEvents, filterProfiles, filterRequests } from './filter-books.ts';
import { streamChanges } from './stream-changes.ts';
import { summarize } from './summarize.ts';

const MAX_BODY_BYTES = 1_000_000;

/** The sandbox's own routes, below /_sandbox: books, faults, keys, metrics, and emptying it all. */
export function createAdminRoutes(state: State, now: () => number): Hono {
  const routes = new Hono();
  routes.get('/events', (context) => context.json(filterEvents(state.events.all(), context.req.query())));
  routes.get('/profiles', (context) => context.json(filterProfiles(state.profiles.all(), context.req.query())));
  routes.get('/requests', (context) => context.json(filterRequests(state.requests.all(), context.req.query())));
  routes.get('/summary', (context) => context.json(summarize(state)));
  routes.get('/stream', (context) => streamChanges(context, state));

  routes.get('/faults', (context) => context.json(state.faults.all()));
  routes.post('/faults', async (context) => {
    state.faults.set(await readJson(context));
    notify(state);
    return context.json(state.faults.all());
  });
  routes.post('/keys', async (context) => {
    const body = await readJson(context);
    const { key, scopes } = checkKey(
      isObject(body) ? body['key'] : undefined,
      isObject(body) ? body['scopes'] : undefined,
    );
    state.keys.set(key, scopes);
    return context.json({ key, scopes });
  });
  routes.post('/metrics', async (context) => {
    const { name, integration } = checkMetric(await readJson(context));
    const metric = state.metrics.ensure(name, integration, now());
    notify(state);
    return context.json(metric);
  });
  routes.delete('/', (context) => {
    clearState(state);
    return context.body(null, 204);
  });
  routes.onError((error, context) => {
    if (!(error instanceof RangeError)) throw error;
    return context.json({ title: 'Bad request', status: 400, detail: error.message }, 400, {
      'content-type': 'application/problem+json',
    });
  });
  return routes;
}

async function readJson(context: Context): Promise<unknown> {
  const text = await readBody(context.req.raw, MAX_BODY_BYTES);
  if (text === undefined) throw new RangeError(`Expected a body of at most ${MAX_BODY_BYTES} bytes.`);
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    throw new RangeError('Expected a JSON body.');
  }
}
