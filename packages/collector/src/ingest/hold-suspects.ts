import type { ScoutEvent } from '../store/event.ts';
import type { NewDelivery } from '../store/store.ts';
import type { Configuration } from '../store/configuration.ts';

/**
 * Holds, until the owner decides, what would be forwarded of an order that is one too many, and of an automated
 * browser where the destination's owner wants that.
 */
export function holdSuspects(
  deliveries: NewDelivery[],
  { event, isUnusual, configuration }: { event: ScoutEvent; isUnusual: boolean; configuration: Configuration },
): NewDelivery[] {
  const isAutomated = event.source === 'browser' && event.context.is_bot === true;
  if (!isUnusual && !isAutomated) return deliveries;
  return deliveries.map((delivery) => {
    if (delivery.status === 'skipped') return delivery;
    if (isUnusual) return { ...delivery, status: 'held', reason: 'unusual_orders' };
    const destination = configuration.destinations.find(({ id }) => id === delivery.destination_id);
    return destination?.settings.hold_bots === true ? { ...delivery, status: 'held', reason: 'automated' } : delivery;
  });
}
