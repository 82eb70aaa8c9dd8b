import type { Delivery, LogEvent } from '../../api/shapes.ts';
import { formatMoney } from '../../format/number.ts';
import { Email } from '../../ui/email.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { Time } from '../../ui/time.tsx';

/** Events as rows, each leading to its whole story. On a phone a row becomes a small block. */
export function EventTable({ events, label }: { events: LogEvent[]; label: string }) {
  return (
    <table class="table event-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Received</th>
          <th scope="col">Event</th>
          <th scope="col">Person</th>
          <th scope="col" class="end">
            Value
          </th>
          <th scope="col">Deliveries</th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event.id}>
            <td class="event-time">
              <Time at={event.received_at} />
            </td>
            <td class="event-name">
              <a href={`/events/${encodeURIComponent(event.id)}`} data-row>
                {event.name}
              </a>
              {event.test && <span class="mark">test</span>}
              {event.order_id !== null && !event.test && <span class="soft small break"> {event.order_id}</span>}
            </td>
            <td class="event-person">
              <Email email={event.email} />
            </td>
            <td class="end numeric event-value">
              {event.value === null ? '' : formatMoney(event.value, event.currency)}
            </td>
            <td class="event-deliveries">
              <span class="row">
                {event.deliveries.length === 0 ? (
                  <span class="soft">none</span>
                ) : (
                  event.deliveries.map((delivery) => (
                    <StatusBadge key={delivery.id} status={delivery.status} title={titleOf(delivery)} />
                  ))
                )}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function titleOf({ metric, reason_text, note }: Delivery): string {
  return [metric, reason_text, note].filter((part) => part !== null).join('. ');
}
