import { z } from 'zod';
import { MAX_EVENTS_PER_BATCH } from './index.ts';

/**
 * The checks of `POST /v1/e`. The envelope decides whether there is a batch at all; each event is checked
 * by itself, so that one bad event never costs its batch. A wrong side fact (a session count that is no
 * number, a page title of a megabyte) is dropped or cut and never costs the event.
 */

/** A side fact: text, cut to `max` characters; numbers become text, anything else counts as absent. */
const fact = (max: number) =>
  z
    .preprocess(
      (value) => (typeof value === 'number' ? String(value) : value),
      z
        .string()
        .transform((text) => text.trim().slice(0, max))
        .transform((text) => (text === '' ? undefined : text)),
    )
    .optional()
    .catch(undefined);

const flag = z
  .preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean())
  .optional()
  .catch(undefined);

const url = fact(2048);
const label = fact(512);
const token = fact(1024);
const id = fact(128);

export const identitySchema = z
  .object({
    email: fact(320),
    phone: fact(64),
    first_name: fact(256),
    last_name: fact(256),
    external_id: fact(256),
  })
  .optional()
  .catch(undefined);

export const contextSchema = z
  .object({
    visitor_id: id,
    session_id: id,
    session_count: z.coerce.number().int().min(1).max(1_000_000).optional().catch(undefined),
    is_new_visitor: flag,
    utm_source: label,
    utm_medium: label,
    utm_campaign: label,
    utm_term: label,
    utm_content: label,
    referrer: url,
    landing_page: url,
    first_utm_source: label,
    first_utm_medium: label,
    first_utm_campaign: label,
    first_utm_term: label,
    first_utm_content: label,
    first_referrer: url,
    first_landing_page: url,
    page_url: url,
    page_title: label,
    _fbp: label,
    _fbc: token,
    gclid: token,
    gbraid: token,
    wbraid: token,
    _kx: token,
    consent: z.enum(['granted', 'pending', 'denied']).optional().catch(undefined),
    is_bot: flag,
  })
  .optional()
  .catch(undefined);

/** The envelope; `events` stay unchecked here. */
export const batchSchema = z.object({
  key: z.string().max(128).optional(),
  sent_at: z.string().max(64).optional().catch(undefined),
  identity: identitySchema,
  context: contextSchema,
  events: z
    .array(z.unknown(), { error: 'expected an array of events (it may be empty)' })
    .max(MAX_EVENTS_PER_BATCH, { error: `expected at most ${MAX_EVENTS_PER_BATCH} events in a batch` }),
});

/** One event of a batch; `properties` keep whatever the shop sent, to be read by the collector's ingest. */
export const eventSchema = z.object(
  {
    id: z.string({ error: 'expected a string of 1 to 128 characters' }).trim().min(1).max(128),
    name: z.string({ error: 'expected a string of 1 to 127 characters' }).trim().min(1).max(127),
    time: z.iso
      .datetime({ offset: true, error: 'expected ISO 8601 with a time zone, such as 2026-11-23T10:00:00Z' })
      .optional(),
    properties: z.record(z.string(), z.unknown(), { error: 'expected an object' }).optional(),
    identity: identitySchema,
    context: contextSchema,
  },
  { error: 'expected an object with id and name' },
);

export type CheckedBatch = z.infer<typeof batchSchema>;
export type CheckedEvent = z.infer<typeof eventSchema>;
export type CheckedIdentity = NonNullable<z.infer<typeof identitySchema>>;
export type CheckedContext = NonNullable<z.infer<typeof contextSchema>>;
