import type { Context } from '@scout/wire';
import type { SessionFacts } from '../store/store.ts';

/** What brought a session. */
export const SOURCE = [
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'referrer',
  'landing_page',
] as const satisfies (keyof Context)[];
/** What brought the visitor's first session. */
export const FIRST_SOURCE = SOURCE.map((name) => `first_${name}` as const);
/** Ids of ad networks. */
export const AD_IDS = ['_fbp', '_fbc', 'gclid', 'gbraid', 'wbraid'] as const satisfies (keyof Context)[];
const SESSION: (keyof Context)[] = [...SOURCE, ...AD_IDS, '_kx'];

/**
 * What is to be kept of the visitor's session after this event. Only a context that knows where its session began says
 * something of it: on another host of the shop the tag knows the session's id, from the cookie, and nothing more.
 */
export function learnSession(before: SessionFacts | null, context: Context): SessionFacts | null {
  const { session_id: id, landing_page } = context;
  if (id === undefined || landing_page === undefined) return before;
  return { id, facts: { ...pick(before?.facts, FIRST_SOURCE), ...pick(context, [...SESSION, ...FIRST_SOURCE]) } };
}

/** The context with what is known of its session and its visitor where it says nothing itself. */
export function fillSession(context: Context, known: SessionFacts | null): Context {
  if (!known) return context;
  const isThisSession = context.session_id === known.id && context.landing_page === undefined;
  const knowsFirst = FIRST_SOURCE.some((name) => context[name] !== undefined);
  return {
    ...(isThisSession ? pick(known.facts, SESSION) : {}),
    ...(knowsFirst ? {} : pick(known.facts, FIRST_SOURCE)),
    ...context,
  };
}

function pick(from: Context | undefined, names: readonly (keyof Context)[]): Context {
  return Object.fromEntries(Object.entries(from ?? {}).filter(([name]) => names.includes(name as keyof Context)));
}
