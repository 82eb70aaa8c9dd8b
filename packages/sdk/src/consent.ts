import type { Consent } from '@scout/wire';

/**
 * The state a page begins in. The shop's "denied" stands; then the shopper's own earlier answer; then Global Privacy
 * Control, which counts as denied until the shopper says otherwise to this shop; then what the shop asked for, where
 * "auto" and what is no state count as pending.
 */
export function toInitialConsent(asked: string, answer: string, hasSignal?: boolean): Consent {
  const state = asked === 'denied' ? asked : answer || (hasSignal ? 'denied' : asked);
  return isConsent(state) ? state : 'pending';
}

export function isConsent(value: unknown): value is Consent {
  return ['granted', 'pending', 'denied'].includes(value as string);
}
