/**
 * The life of a delivery, in one place: its states, the moves between them, and what to tell people.
 *
 * ```
 *            ┌───────── release ─────────┐
 *            ▼                           │
 *  new ─▶ queued ──── hold ──────────▶ held ── skip ──▶ skipped
 *         │  ▲  └─ postpone ─▶ retrying ─┘ (hold)
 *         │  └──────── postpone ───┘ │
 *         ├── deliver ───────────────┴─▶ delivered
 *         └── fail ──────────────────┴─▶ failed          requeue: any ─▶ queued, by the owner
 * ```
 */
export type DeliveryStatus = 'queued' | 'retrying' | 'held' | 'delivered' | 'skipped' | 'failed';

export const DELIVERY_STATUSES: readonly DeliveryStatus[] = [
  'queued',
  'retrying',
  'held',
  'delivered',
  'skipped',
  'failed',
];

/** Each move by name: the states it may start from and the one it ends in. Every driver's UPDATE is guarded by it. */
export const MOVES = {
  deliver: { from: ['queued', 'retrying', 'held'], to: 'delivered' },
  postpone: { from: ['queued', 'retrying'], to: 'retrying' },
  hold: { from: ['queued', 'retrying', 'held'], to: 'held' },
  release: { from: ['held'], to: 'queued' },
  skip: { from: ['queued', 'retrying', 'held'], to: 'skipped' },
  fail: { from: ['queued', 'retrying'], to: 'failed' },
  requeue: { from: ['queued', 'retrying', 'held', 'delivered', 'skipped', 'failed'], to: 'queued' },
} as const satisfies Record<string, { from: readonly DeliveryStatus[]; to: DeliveryStatus }>;

export type Move = keyof typeof MOVES;

/** Why a delivery stands where it stands: the machine word, and the sentence for people. */
export const REASONS = {
  no_email: 'Nobody knows yet who this visitor is. The event waits until they leave an email address.',
  never_identified: 'The visitor never left an email address within the waiting time.',
  consent_unanswered: 'The visitor never answered the consent question within the waiting time.',
  consent_pending: 'The visitor has not answered the consent question yet. The event waits for the answer.',
  no_consent: 'The visitor declined. Nothing is forwarded.',
  destination_error: 'Klaviyo refused the key. The event waits until a working key is in place.',
  destination_paused: 'The destination is paused. The event waits until it is resumed.',
  unusual_orders:
    'Unusually many orders came from this visitor or address. Send it again if it is real, or discard it.',
  automated: 'The browser says that it is automated. Send the event again if it is wanted, or discard it.',
  discarded: 'You discarded this event. Nothing is forwarded.',
  no_rule: 'No rule sends this event to Klaviyo.',
  rule_disabled: 'The rule for this event is switched off.',
  conditions_not_met: 'A rule exists, but its conditions do not fit this event.',
  throttled: 'Klaviyo asked us to slow down. The event is sent again by itself.',
  unavailable: 'Klaviyo did not answer properly. The event is sent again by itself.',
  invalid_payload: 'Klaviyo did not accept the content of this event.',
  forgotten: 'The data of this person was erased on request.',
} as const;

export type Reason = keyof typeof REASONS;

/** The sentence for people that belongs to a reason. */
export function sentenceFor(reason: Reason | null): string | null {
  return reason === null ? null : REASONS[reason];
}
