import { createFieldReader } from '../../ingest/field-reader.ts';
import { isObject } from '../../ingest/is-object.ts';
import { spellings } from '../../ingest/spellings.ts';

const PLACES = ['BillingAddress', 'ShippingAddress'] as const;
const PLACE_SPELLINGS = spellings({ BillingAddress: [], ShippingAddress: [] });

const ADDRESS_SPELLINGS = spellings({
  FirstName: ['given_name'],
  LastName: ['family_name'],
  Company: [],
  Address1: ['address_line1', 'line1', 'street'],
  Address2: ['address_line2', 'line2'],
  City: [],
  Region: ['province', 'state'],
  RegionCode: ['province_code', 'state_code'],
  Country: [],
  CountryCode: [],
  Zip: ['postal_code', 'postcode', 'zip_code'],
  Phone: ['phone_number'],
});

/** A shop's billing and shipping address in Klaviyo's spelling, apart from its other properties. */
export function splitAddresses(properties: Record<string, unknown>): {
  addresses: Record<string, unknown>;
  others: Record<string, unknown>;
} {
  const reader = createFieldReader({ source: properties, spellings: PLACE_SPELLINGS, findings: nothing() });
  const addresses = Object.fromEntries(PLACES.map((place) => [place, toAddress(reader.raw(place))]));
  return { addresses, others: reader.rest() };
}

function toAddress(address: unknown): unknown {
  if (!isObject(address)) return address;
  const reader = createFieldReader({ source: address, spellings: ADDRESS_SPELLINGS, findings: nothing() });
  const fields = [...ADDRESS_SPELLINGS.values()].map(({ name }) => [name, reader.text(name)] as const);
  return { ...reader.rest(), ...Object.fromEntries(fields) };
}

function nothing() {
  return { refusals: [], notes: [] };
}
