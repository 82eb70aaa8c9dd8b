import { Hono } from 'hono';
import type { Requeue } from '../../store/store.ts';
import type { DeliveryView, EventView } from '../../store/log-views.ts';
import { Problem } from '../problem.ts';
import type { AdminDeps } from './admin.ts';
import { replaySchema, toFilter } from './log.ts';
import { readJson } from './read-json.ts';

const PAGE = 500;

/** Giving up what is held: one delivery, or all held ones that a filter names. It can still be sent again later. */
export function discardRoutes({ store, clock, feed }: AdminDeps): Hono {
  const routes = new Hono();

  routes.post('/deliveries/:id/discard', async (c) => {
    const id = Number(c.req.param('id'));
    const view = Number.isSafeInteger(id) ? await store.findDelivery(id) : null;
    const delivery = view?.deliveries.find((each) => each.id === id);
    if (!view || !delivery) throw new Problem(404, 'There is no delivery with this id');
    if (delivery.status !== 'held') {
      throw new Problem(409, 'Only what is held can be discarded', { detail: `This delivery is ${delivery.status}.` });
    }
    await store.requeue([discarded(view, delivery)], clock.now());
    feed.changed();
    return c.json({ id: String(id), status: 'skipped', reason: 'discarded' });
  });

  routes.post('/discard', async (c) => {
    const { dry_run, test, ...body } = await readJson(c, replaySchema);
    const filter = { ...toFilter({ ...body, test: test === undefined ? undefined : test ? 'true' : 'false' }) };
    let deliveries = 0;
    let before: number | undefined;
    do {
      const page = await store.log(
        { ...filter, status: 'held' },
        { limit: PAGE, ...(before === undefined ? {} : { before }) },
      );
      const items = page.events.flatMap((view) =>
        view.deliveries
          .filter(
            ({ status, reason, destination_id }) =>
              status === 'held' &&
              (filter.reason === undefined || reason === filter.reason) &&
              (filter.destination_id === undefined || destination_id === filter.destination_id),
          )
          .map((delivery) => discarded(view, delivery)),
      );
      deliveries += items.length;
      if (!dry_run && items.length > 0) await store.requeue(items, clock.now());
      before = page.next ?? undefined;
    } while (before !== undefined);
    if (!dry_run) feed.changed();
    return c.json({ dry_run, deliveries });
  });

  return routes;
}

function discarded({ seq }: EventView, { id, destination_id, metric }: DeliveryView): Requeue {
  return {
    delivery_id: id,
    event_seq: seq,
    delivery: { destination_id, metric, status: 'skipped', reason: 'discarded', priority: 4 },
  };
}
