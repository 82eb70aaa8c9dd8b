import { present } from '../../ingest/present.ts';
import { AD_IDS, FIRST_SOURCE, SOURCE } from '../../ingest/session-facts.ts';
import type { ScoutEvent } from '../../store/event.ts';
import { normalisePhone } from './normalise-phone.ts';
import { withoutBlanks } from './without-blanks.ts';

const FACTS = [...SOURCE, ...FIRST_SOURCE, ...AD_IDS, 'session_count', 'is_new_visitor'] as const;

/** The attributes of a Klaviyo profile that Scout sets. What is unknown is absent: `null` would clear it. */
export interface ProfileAttributes {
  email?: string;
  /** E.164. */
  phone_number?: string;
  first_name?: string;
  last_name?: string;
  external_id?: string;
  /** Klaviyo's identifier from its own links; the planner sets it where the owner allows it. */
  _kx?: string | undefined;
  /** Custom properties: the session and what brought the shopper. */
  properties?: Record<string, unknown>;
}

/** How a shop wants its people written to Klaviyo. */
export interface ProfileOptions {
  /** ISO 3166 alpha-2, to read phone numbers without a country code. Default: such numbers are left out. */
  defaultCountry?: string;
  /** Whether the shop's own customer id becomes Klaviyo's `external_id`. */
  externalId: boolean;
}

/** What an event tells about the person; notes are sentences on what was left out. */
export function toProfileAttributes(
  { identity, context }: ScoutEvent,
  { defaultCountry, externalId }: ProfileOptions,
): { attributes: ProfileAttributes; notes: string[] } {
  const phone = identity.phone === undefined ? undefined : normalisePhone(identity.phone, defaultCountry);
  const attributes = present({
    email: identity.email,
    phone_number: phone,
    first_name: identity.first_name,
    last_name: identity.last_name,
    external_id: externalId ? identity.external_id : undefined,
    properties: withoutBlanks({
      ...Object.fromEntries(FACTS.map((fact) => [fact, context[fact]])),
      scout_visitor_id: context.visitor_id,
    }),
  });
  return { attributes, notes: identity.phone !== undefined && phone === undefined ? [phoneNote(defaultCountry)] : [] };
}

function phoneNote(defaultCountry: string | undefined): string {
  const national = defaultCountry === undefined ? '' : `, or a number as written in ${defaultCountry}`;
  return `The phone number was left out: expected a valid number with its country code, such as +49 30 901820${national}.`;
}
