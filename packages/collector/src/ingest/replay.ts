import type { NewDelivery, Requeue } from '../store/store.ts';
import type { Configuration } from '../store/configuration.ts';
import type { EventView, LogFilter } from '../store/log-views.ts';
import { firstState, route } from './rules.ts';

/**
 * What sending an event again means for each of its deliveries that the filter names: a delivery with a metric goes
 * out as it was meant; one that had none (no rule, a rule switched off) is decided anew by today's rules.
 */
export function planReplay(
  view: EventView,
  {
    filter,
    configuration,
  }: { filter: Pick<LogFilter, 'status' | 'reason' | 'destination_id'>; configuration: Configuration },
): Requeue[] {
  const { event, email, seq, site_id } = view;
  const named = (destinationId: string): boolean =>
    filter.destination_id === undefined || filter.destination_id === destinationId;
  const routed = route(event, { siteId: site_id, email, configuration }).filter(
    (delivery) => delivery.status !== 'skipped' && named(delivery.destination_id),
  );
  const items: Requeue[] = [];
  for (const destination of configuration.destinations.filter(({ id }) => named(id))) {
    const own = view.deliveries.filter((delivery) => delivery.destination_id === destination.id);
    const chosen = own.filter(
      (delivery) =>
        (filter.status === undefined || delivery.status === filter.status) &&
        (filter.reason === undefined || delivery.reason === filter.reason),
    );
    const planned = routed.filter((delivery) => delivery.destination_id === destination.id);
    for (const { id, metric } of chosen) {
      const isDecided = metric !== null || event.name === 'Identify';
      const next = isDecided ? again(planned[0], { destination, view, metric }) : planned.shift();
      if (next) items.push({ delivery_id: id, event_seq: seq, delivery: next });
    }
    if (own.length === 0 && filter.status === undefined && filter.reason === undefined) {
      items.push(...planned.map((delivery): Requeue => ({ delivery_id: null, event_seq: seq, delivery })));
    }
  }
  return items;
}

function again(
  routed: NewDelivery | undefined,
  {
    destination,
    view,
    metric,
  }: { destination: Configuration['destinations'][number]; view: EventView; metric: string | null },
): NewDelivery {
  return {
    destination_id: destination.id,
    metric,
    priority: routed?.priority ?? 4,
    ...firstState(destination, { event: view.event, email: view.email }),
  };
}
