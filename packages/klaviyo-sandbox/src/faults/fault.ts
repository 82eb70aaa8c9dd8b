/** The endpoints that a fault can be limited to; `profiles` is all of /api/profiles. */
export const FAULT_ENDPOINTS = [
  'events',
  'event-bulk-create-jobs',
  'profile-import',
  'profiles',
  'accounts',
  'metrics',
  'data-privacy-deletion-jobs',
] as const;
export type FaultEndpoint = (typeof FAULT_ENDPOINTS)[number];

/** How an answer's body is spoilt: another content, or an error without its `source` or `meta`. */
export const FAULT_BODIES = ['html', 'empty', 'wrong-json', 'broken-json', 'no-source', 'no-meta'] as const;

/**
 * What happens to the connection. `-before` and `hang` come before the request is processed, `-after` once it
 * is in the books; a hanging request gets no answer until the client gives up; `delay` only waits `delay_ms`.
 */
export const FAULT_ACTIONS = ['hang', 'hang-after', 'reset-before', 'reset-after', 'delay'] as const;

/** Something that goes wrong on demand. The first fault of the list that fits a request is applied to it. */
export interface Fault {
  /** Default: all endpoints. */
  endpoint?: FaultEndpoint;
  /** 400 to 599: answered instead of processing. Default 400 when only an email or unique_id is given. */
  status?: number;
  /** Seconds, sent as Retry-After. Default 1 with status 429, else no such header. */
  retry_after?: number;
  body?: (typeof FAULT_BODIES)[number];
  action?: (typeof FAULT_ACTIONS)[number];
  /** Milliseconds of waiting before all else. */
  delay_ms?: number;
  /** How many requests it is applied to. Default: until it is cleared. */
  times?: number;
  /** 0 to 1, drawn from a generator with `seed`, so that runs repeat. Default 1. */
  probability?: number;
  /** Default 1. */
  seed?: number;
  /** Only requests that carry an event with this unique_id. */
  unique_id?: string;
  /** Only requests that carry a profile with this email. */
  email?: string;
}

type Rule = { words: string; fits: (value: unknown) => boolean };

const oneOf = (values: readonly string[]): Rule => ({
  words: `one of ${values.join(', ')}`,
  fits: (value) => typeof value === 'string' && values.includes(value),
});
const integer = (min: number, max: number): Rule => ({
  words: `an integer from ${min} to ${max}`,
  fits: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
});
const text: Rule = { words: 'a string that is not empty', fits: (value) => typeof value === 'string' && value !== '' };

const RULES = {
  endpoint: oneOf(FAULT_ENDPOINTS),
  status: integer(400, 599),
  retry_after: integer(0, 86_400),
  body: oneOf(FAULT_BODIES),
  action: oneOf(FAULT_ACTIONS),
  delay_ms: integer(0, 600_000),
  times: integer(1, 1_000_000),
  probability: {
    words: 'a number from 0 to 1',
    fits: (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1,
  },
  seed: integer(0, 4_294_967_295),
  unique_id: text,
  email: text,
} satisfies Record<keyof Fault, Rule>;

const EFFECTS = ['status', 'body', 'action', 'delay_ms', 'unique_id', 'email'];

/** Checks a list of faults; throws a RangeError that says what was expected and what came. */
export function checkFaults(value: unknown): Fault[] {
  if (!Array.isArray(value)) throw new RangeError(`Expected an array of faults, got ${show(value)}.`);
  const faults: unknown[] = value;
  return faults.map((fault, index) => {
    const at = `faults[${index}]`;
    if (!isFault(fault, at)) throw new RangeError(`${at}: expected an object, got ${show(fault)}.`);
    if (!EFFECTS.some((name) => name in fault)) {
      throw new RangeError(`${at}: expected at least one of ${EFFECTS.join(', ')}.`);
    }
    if (fault.action === 'delay' && fault.delay_ms === undefined) {
      throw new RangeError(`${at}: expected delay_ms with the action delay.`);
    }
    return { ...fault };
  });
}

function isFault(value: unknown, at: string): value is Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const [name, given] of Object.entries(value)) {
    if (!isRuled(name)) {
      throw new RangeError(`${at}.${name} is not known: expected ${Object.keys(RULES).join(', ')}.`);
    }
    if (!RULES[name].fits(given))
      throw new RangeError(`${at}.${name}: expected ${RULES[name].words}, got ${show(given)}.`);
  }
  return true;
}

function isRuled(name: string): name is keyof Fault {
  return Object.hasOwn(RULES, name);
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
}
