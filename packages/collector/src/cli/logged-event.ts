/** An event as `/api/log` shows it, as far as the command line uses it. */
export interface LoggedEvent {
  id: string;
  name: string;
  received_at: string;
  email: string | null;
  deliveries: LoggedDelivery[];
}

export interface LoggedDelivery {
  id: string;
  destination_id: string;
  metric: string | null;
  status: string;
  reason: string | null;
  reason_text: string | null;
  note: string | null;
  attempts: number;
}

/** `2026-11-23T10:00:00.000Z  Purchase  jo@example.com  delivered, held (no_email)` */
export function toLine({ received_at, name, email, deliveries }: LoggedEvent): string {
  const fates = deliveries.map(({ status, reason }) => (reason === null ? status : `${status} (${reason})`));
  return [received_at, name, email ?? 'anonymous', fates.join(', ') || 'no destination'].join('  ');
}
