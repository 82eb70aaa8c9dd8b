import type { Answer } from '../answer.ts';
import type { Call } from './operation.ts';
import { readQuery, toSparse } from './query.ts';

const ACCOUNT_ID = 'SANDBX';

/** GET /api/accounts: the one account, "Sandbox Outfitters". */
export function getAccounts({ query, url }: Call): Answer {
  const read = readQuery(query, ['fields[account]']);
  if ('refusal' in read) return read.refusal;
  const account = {
    type: 'account',
    id: ACCOUNT_ID,
    attributes: {
      test_account: true,
      contact_information: {
        default_sender_name: 'Sandbox Outfitters',
        default_sender_email: 'hello@sandbox-outfitters.example',
        website_url: 'https://sandbox-outfitters.example',
        organization_name: 'Sandbox Outfitters',
        street_address: {
          address1: 'Speicherstrasse 12',
          address2: null,
          city: 'Hamburg',
          region: 'Hamburg',
          country: 'Germany',
          zip: '20457',
        },
      },
      industry: 'Apparel & Accessories',
      timezone: 'Europe/Berlin',
      preferred_currency: 'EUR',
      public_api_key: ACCOUNT_ID,
      locale: 'en-US',
    },
    links: { self: `${url}/api/accounts/${ACCOUNT_ID}` },
  };
  return { status: 200, body: { data: [toSparse(account, query)], links: { self: `${url}/api/accounts` } } };
}
