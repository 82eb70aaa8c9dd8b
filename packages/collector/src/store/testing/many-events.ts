/** How many events to make, and how the shop looks that they come from. */
export interface Crowd {
  events: number;
  days: number;
  /** When the last one arrives, ms since 1970. */
  until: number;
}

/** The newest events with an address wait to be sent. */
const QUEUED_AMONG_NEWEST = 23_530;
const HELD_MS = 7 * 86_400_000;
const EVENTS_PER_VISITOR = 12;
const VISITORS_AT_ONCE = 100;
const EVENTS_PER_ADDRESS = 28;

/** Events by their number, from 0: the columns that all statements about one of them share. Reads of `series (i)`. */
export function crowdSql({ events, days, until }: Crowd): string {
  const stepMs = Math.floor((days * 86_400_000) / events);
  const start = until - (events - 1) * stepMs;
  const span = EVENTS_PER_VISITOR * VISITORS_AT_ONCE;
  const addresses = Math.max(10, Math.floor(events / EVENTS_PER_ADDRESS));
  return `
    placed AS (
      SELECT i, ${start} + i * ${stepMs} AS received_at, i / ${span} * ${VISITORS_AT_ONCE} + i % ${VISITORS_AT_ONCE} AS visitor,
             i / ${VISITORS_AT_ONCE} % ${EVENTS_PER_VISITOR} AS place, i * 7919 % 1000 AS chance FROM series
    ), crowd AS (
      SELECT i, received_at, chance, visitor,
             CASE WHEN i % 100000 = 7 THEN 'test-' ELSE 'e' END || received_at || '-' || (i * 48271 % 1000003) AS id,
             i % 100000 = 7 AS test,
             CASE WHEN i % 1000000 = 77777 THEN 'small' ELSE 'shop' END AS site_id,
             CASE WHEN place < 7 THEN 'ViewContent' WHEN place < 9 THEN 'AddToCart' WHEN place = 9 THEN 'InitiateCheckout'
               WHEN place = 10 THEN 'Search' WHEN visitor % 3 = 0 THEN 'Purchase' ELSE 'RemoveFromCart' END AS name,
             CASE WHEN visitor % 20 < 17
               THEN 'shopper' || (visitor * 31 % ${addresses}) || '@mail' || (visitor * 31 % ${addresses} % 40) || '.example' END AS email
      FROM placed
    ), fates AS (
      SELECT crowd.*, 'v' || visitor AS visitor_id, CASE WHEN name = 'Purchase' THEN '#' || i END AS order_id,
             CASE WHEN email IS NULL AND received_at > ${until - HELD_MS} THEN 'held' WHEN email IS NULL THEN 'skipped'
               WHEN i >= ${events - Math.min(QUEUED_AMONG_NEWEST, Math.floor(events / 10))} THEN 'queued'
               WHEN chance < 940 THEN 'delivered' WHEN chance < 995 THEN 'skipped' ELSE 'failed' END AS status
      FROM crowd
    ), made AS (
      SELECT fates.*, CASE WHEN status = 'held' THEN 'no_email' WHEN status = 'failed' THEN 'invalid_payload'
               WHEN status = 'skipped' AND email IS NULL THEN 'never_identified'
               WHEN status = 'skipped' AND i % 1000000 = 500 THEN 'rule_disabled'
               WHEN status = 'skipped' THEN 'no_rule' END AS reason,
             CASE WHEN status = 'delivered' THEN received_at + 300 + chance ELSE received_at END AS updated_at,
             CASE name WHEN 'Purchase' THEN 0 WHEN 'InitiateCheckout' THEN 1 WHEN 'AddToCart' THEN 2 ELSE 3 END AS priority,
             '{"id":"' || id || '","name":"' || name || '","time":"2026-11-23T12:00:00.000Z","source":"browser","test":' ||
             CASE WHEN test THEN 'true' ELSE 'false' END || ',"identity":{},"context":{"visitor_id":"v' || visitor ||
             '","session_id":"s' || visitor || '","session_count":2,"page_url":"https://shop.example/products/mug-' || chance ||
             '","page_title":"A mug for every morning, number ' || chance || ' – Shop","user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36","language":"en-GB"},"value":' ||
             chance || '.5,"currency":"EUR","items":[{"product_id":"mug-' || chance ||
             '","name":"A mug for every morning","price":12.5,"quantity":1,"image_url":"https://shop.example/images/mug.jpg"}],"properties":{"shelf":"kitchen","note":"made by the bench"}}'
               AS body
      FROM fates
    )`;
}

/** The last event's row of each visitor, as the visitors table knows it. */
export function visitorsSql({ events }: Crowd): { count: number; email: string } {
  const addresses = Math.max(10, Math.floor(events / EVENTS_PER_ADDRESS));
  return {
    count: Math.floor(events / EVENTS_PER_VISITOR),
    email: `CASE WHEN i % 20 < 17 THEN 'shopper' || (i * 31 % ${addresses}) || '@mail' || (i * 31 % ${addresses} % 40) || '.example' END`,
  };
}
