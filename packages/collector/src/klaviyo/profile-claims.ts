import type { EventSource } from '../store/event.ts';
import type { ProfileAttributes } from './mapping/profile.ts';

/** Identifiers that a browser may name but not vouch for. */
export type ProfileClaims = Pick<ProfileAttributes, 'phone_number' | 'external_id'>;

/**
 * Parts a browser's claims from what may be written to the profile at once. A phone number or customer id sent beside
 * an address would replace that person's own, or be taken for somebody else's and change *their* address: Klaviyo's
 * client API does not let a browser change identifiers either ("Update profile identifiers via API").
 */
export function splitClaims(
  attributes: ProfileAttributes,
  source: EventSource,
): { profile: ProfileAttributes; claims: ProfileClaims } {
  if (source !== 'browser') return { profile: attributes, claims: {} };
  const { phone_number, external_id, ...profile } = attributes;
  return {
    profile,
    claims: {
      ...(phone_number === undefined ? {} : { phone_number }),
      ...(external_id === undefined ? {} : { external_id }),
    },
  };
}
