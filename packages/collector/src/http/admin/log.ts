import { Hono, type Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import { canonicalName } from '../../ingest/event-names.ts';
import { planReplay } from '../../ingest/replay.ts';
import { DELIVERY_STATUSES, sentenceFor } from '../../store/states.ts';
import type { AttemptView, DeliveryView, EventView, LogFilter } from '../../store/log-views.ts';
import { Problem } from '../problem.ts';
import type { AdminDeps } from './admin.ts';
import { readJson, readQuery } from './read-json.ts';

const PAGE = 50;
const REPLAY_PAGE = 500;
/** A replay takes at most so many events; the answer says whether more match. */
const REPLAY_MOST = 100_000;
/** A stream is told at most this often; changes in between reach it together. */
const STREAM_MS = 200;
const HEARTBEAT_MS = 15_000;

const instant = z.iso
  .datetime({ offset: true, error: 'expected ISO 8601 with a time zone' })
  .transform((text) => Date.parse(text));

const filterFields = {
  status: z.enum(DELIVERY_STATUSES, { error: `expected one of ${DELIVERY_STATUSES.join(', ')}` }).optional(),
  reason: z.string().max(64).optional(),
  name: z.string().max(127).transform(canonicalName).optional(),
  email: z
    .string()
    .max(320)
    .transform((text) => text.trim().toLowerCase())
    .optional(),
  site_id: z.string().max(64).optional(),
  destination_id: z.string().max(64).optional(),
  q: z.string().trim().max(320).optional(),
  from: instant.optional(),
  until: instant.optional(),
};

export const logQuerySchema = z.object({
  ...filterFields,
  test: z.enum(['true', 'false'], { error: 'expected true or false' }).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, { error: 'expected the next_cursor of an earlier page' })
    .transform(Number)
    .optional(),
  limit: z.coerce.number({ error: 'expected 1 to 200' }).int().min(1).max(200).default(PAGE),
});

export const replaySchema = z.object({
  ...filterFields,
  test: z.boolean().optional(),
  dry_run: z.boolean().default(false),
});

export function logRoutes({ store, feed, kind }: AdminDeps): Hono {
  const routes = new Hono();

  const page = async (c: Context) => {
    const { cursor, limit, ...query } = readQuery(c, logQuerySchema);
    const found = await store.log(toFilter(query), { limit, ...(cursor === undefined ? {} : { before: cursor }) });
    return {
      events: found.events.map(toEventView),
      next_cursor: found.next === null ? null : String(found.next),
    };
  };

  routes.get('/', async (c) => c.json(await page(c)));

  routes.get('/stream', (c) => {
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      const sent = new Map<string, string>();
      let wake = (): void => {};
      const unsubscribe = feed.subscribe(() => wake());
      const closed = new Promise<void>((resolve) => {
        stream.onAbort(() => {
          unsubscribe();
          wake();
          resolve();
        });
      });
      while (!stream.aborted && !feed.ended) {
        const changed = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const { events } = await page(c);
        for (const event of events.toReversed()) {
          const data = JSON.stringify(event);
          if (sent.get(event.id) === data) continue;
          sent.set(event.id, data);
          await stream.writeSSE({ event: 'event', id: event.id, data });
        }
        for (const id of [...sent.keys()].slice(0, Math.max(0, sent.size - 500))) sent.delete(id);
        const pause = stream.sleep(STREAM_MS);
        const beat = await Promise.race([changed.then(() => false), stream.sleep(HEARTBEAT_MS).then(() => true)]);
        if (beat) await stream.write(': still here\n\n');
        if (!feed.ended) await Promise.race([closed, pause]);
      }
    });
  });

  routes.get('/:id', async (c) => {
    const entry = await store.logEntry(c.req.param('id'));
    if (!entry) throw new Problem(404, 'There is no event with this id');
    const { event, attempts } = entry;
    return c.json({
      ...toEventView(event),
      event: event.event,
      payloads: event.deliveries
        .filter((delivery) => delivery.metric !== null)
        .map(({ id, destination_id, metric }) => ({
          delivery_id: String(id),
          destination_id,
          payloads: kind.preview(withEmail(event), metric),
        })),
      attempts: attempts.map(toAttemptView),
    });
  });

  return routes;
}

/** Sending again: one delivery, or all that a filter names. */
export function replayRoutes({ store, clock, feed, wake }: AdminDeps): Hono {
  const routes = new Hono();

  routes.post('/deliveries/:id/retry', async (c) => {
    const id = Number(c.req.param('id'));
    const view = Number.isSafeInteger(id) ? await store.findDelivery(id) : null;
    if (!view) throw new Problem(404, 'There is no delivery with this id');
    const own = { ...view, deliveries: view.deliveries.filter((delivery) => delivery.id === id) };
    const items = planReplay(own, {
      filter: { destination_id: own.deliveries[0]?.destination_id ?? '' },
      configuration: store.configuration(),
    });
    if (items.length === 0) {
      throw new Problem(409, 'Nothing to send', { detail: 'No enabled rule sends this event to the destination.' });
    }
    wake(await store.requeue(items, clock.now()));
    feed.changed();
    const again = await store.findDelivery(id);
    const delivery = again?.deliveries.find((each) => each.id === id);
    return c.json(delivery ? toDeliveryView(delivery) : { id: String(id) });
  });

  routes.post('/replay', async (c) => {
    const { dry_run, ...body } = await readJson(c, replaySchema);
    const filter = toFilter({ ...body, test: body.test === undefined ? undefined : body.test ? 'true' : 'false' });
    const until = clock.now();
    let events = 0;
    let deliveries = 0;
    let before: number | undefined;
    do {
      const found = await store.log(
        { ...filter, until: Math.min(filter.until ?? until, until) },
        { limit: REPLAY_PAGE, ...(before === undefined ? {} : { before }) },
      );
      const items = found.events.flatMap((view) => planReplay(view, { filter, configuration: store.configuration() }));
      events += new Set(items.map((item) => item.event_seq)).size;
      deliveries += items.length;
      if (!dry_run && items.length > 0) wake(await store.requeue(items, clock.now()));
      before = found.next ?? undefined;
    } while (before !== undefined && events < REPLAY_MOST);
    if (!dry_run) feed.changed();
    return c.json({ dry_run, events, deliveries, more: before !== undefined });
  });

  return routes;
}

/** The event as it goes out: the address may have become known after it was stored. */
function withEmail({ event, email }: EventView): EventView['event'] {
  return email === null ? event : { ...event, identity: { ...event.identity, email } };
}

type Query = Omit<z.output<typeof logQuerySchema>, 'cursor' | 'limit'>;

/** The filter of a query, without what it leaves open. */
export function toFilter({ test, ...query }: Query): LogFilter {
  const filter = { ...query, test: test === undefined ? undefined : test === 'true' };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as LogFilter;
}

export function toEventView(view: EventView) {
  const { event, email, site_id, received_at, deliveries } = view;
  return {
    id: event.id,
    name: event.name,
    time: event.time,
    received_at: new Date(received_at).toISOString(),
    email,
    site_id,
    source: event.source,
    test: event.test,
    order_id: event.order_id ?? null,
    value: event.value ?? null,
    currency: event.currency ?? null,
    deliveries: deliveries.map(toDeliveryView),
  };
}

function toDeliveryView(delivery: DeliveryView) {
  const { id, reason, next_at, created_at, updated_at, status, ...rest } = delivery;
  return {
    id: String(id),
    ...rest,
    status,
    reason,
    reason_text: sentenceFor(reason),
    next_at: status === 'queued' || status === 'retrying' ? new Date(next_at).toISOString() : null,
    created_at: new Date(created_at).toISOString(),
    updated_at: new Date(updated_at).toISOString(),
  };
}

function toAttemptView({ id, delivery_id, started_at, finished_at, ...attempt }: AttemptView) {
  return {
    id: String(id),
    delivery_id: String(delivery_id),
    started_at: new Date(started_at).toISOString(),
    finished_at: finished_at === null ? null : new Date(finished_at).toISOString(),
    ...attempt,
  };
}
