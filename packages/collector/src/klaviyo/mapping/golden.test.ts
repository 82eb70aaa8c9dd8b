import { readdirSync, readFileSync } from 'node:fs';
import { batchSchema, eventSchema } from '@scout/wire/schema';
import { expect, test } from 'vitest';
import { toScoutEvent } from '../../ingest/canonical.ts';
import type { ScoutEvent } from '../../store/event.ts';
import { defaultMetric } from './default-rules.ts';
import { toKlaviyoEvents } from './events.ts';
import { toProfileAttributes } from './profile.ts';

/** A batch as a shop sends it, and for each of its events what Scout and Klaviyo are to see of it. */
interface Fixture {
  title: string;
  received_at: string;
  site: { currency?: string };
  source?: ScoutEvent['source'];
  batch: unknown;
  expected: unknown[];
}

const FOLDER = new URL('../../../../wire/fixtures/', import.meta.url);

const fixtures = readdirSync(FOLDER).map((file): [string, Fixture] => [
  file,
  JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')),
]);

function take({ batch: sent, site, source = 'browser', received_at }: Fixture): unknown[] {
  const batch = batchSchema.parse(sent);
  return batch.events.map((each) => {
    const event = eventSchema.parse(each);
    const result = toScoutEvent({ event, batch, site, source, receivedAt: new Date(received_at) });
    if (!result.ok) return { rejected: result.reason };
    const { event: canonical, notes } = result;
    const events = toKlaviyoEvents(canonical, defaultMetric(canonical.name) ?? canonical.name);
    const profile = toProfileAttributes(canonical, { defaultCountry: 'DE', externalId: false }).attributes;
    return { event: canonical, notes, klaviyo: { events, profile } };
  });
}

test.each(fixtures)('%s maps as written', (_, fixture) => {
  expect(take(fixture)).toStrictEqual(fixture.expected);
});
