import type { ScoutEvent } from '../../store/event.ts';

const FACTS = [
  'session_count',
  'is_new_visitor',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'referrer',
  'landing_page',
  'page_url',
  'page_title',
] as const;

/** What every Klaviyo event carries: the session, what brought the shopper, the page, and the mark of a test event. */
export function sessionProperties({ context, test }: ScoutEvent): Record<string, unknown> {
  const session = Object.fromEntries(FACTS.map((fact) => [fact, context[fact]]));
  return test ? { ...session, scout_test: true } : session;
}
