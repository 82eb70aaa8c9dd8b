import { randomUUID } from 'node:crypto';
import type { Problem } from './check/problem.ts';

/** What an endpoint decided: sent as JSON when there is a body; the counts go to the request's record. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Events that the request carried. */
  events?: number;
  /** Of these, repeats of a known (profile, metric, unique_id), dropped in silence. */
  repeats?: number;
  /** Of these, events that name only a profile id nobody has, dropped in silence. */
  lost?: number;
}

const MAX_ERRORS = 50;

interface Refusal {
  status: number;
  code: string;
  title: string;
  detail: string;
  source?: { pointer: string } | { parameter: string } | { header: string };
  meta?: Record<string, unknown>;
}

/** An error answer in Klaviyo's JSON:API shape, with one entry. */
export function refuse({ source, meta, ...rest }: Refusal): Answer {
  const error = { id: randomUUID(), ...rest, ...(source ? { source } : {}), links: {}, meta: meta ?? {} };
  return { status: rest.status, body: { errors: [error] } };
}

/** A 400 that lists the problems found in the body (the first 50), each with its JSON pointer. */
export function refuseBody(problems: readonly Problem[]): Answer {
  const errors = problems.slice(0, MAX_ERRORS).map(({ code, detail, pointer }) => ({
    id: randomUUID(),
    status: 400,
    code,
    title: 'Invalid input.',
    detail,
    source: { pointer },
    links: {},
    meta: {},
  }));
  return { status: 400, body: { errors } };
}

/** A 400 about a parameter of the query. */
export function refuseParameter(parameter: string, detail: string): Answer {
  return refuse({ status: 400, code: 'invalid', title: 'Invalid input.', detail, source: { parameter } });
}

/** A 404 for a profile id that nobody has. */
export function refuseUnknownProfile(id: string): Answer {
  return refuse({
    status: 404,
    code: 'not_found',
    title: 'Not found.',
    detail: `A profile with id ${id} does not exist.`,
    source: { pointer: '/data/id' },
  });
}

/** The 409 for identifiers that another profile holds, as public reports of Klaviyo's answer show it. */
export function refuseDuplicate(duplicateProfileId: string): Answer {
  return refuse({
    status: 409,
    code: 'duplicate_profile',
    title: 'Conflict.',
    detail: 'A profile already exists with one of these identifiers.',
    source: { pointer: '/data/attributes' },
    meta: { duplicate_profile_id: duplicateProfileId },
  });
}
