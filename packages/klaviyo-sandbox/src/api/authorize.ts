import { refuse } from '../answer.ts';
import type { Answer } from '../answer.ts';
import type { Scope } from '../keys.ts';
import type { State } from '../state.ts';

/** Checks the private key and its scope: a 401 or 403 in Klaviyo's shape, undefined when all is well. */
export function authorize(state: State, authorization: string | undefined, scope: Scope): Answer | undefined {
  const key = /^Klaviyo-API-Key (\S+)$/.exec(authorization ?? '')?.[1];
  if (!key) {
    return refuse({
      status: 401,
      code: 'not_authenticated',
      title: 'Authentication credentials were not provided.',
      detail: "Missing or malformed Authorization header: expected 'Klaviyo-API-Key' and a private key.",
      source: { header: 'authorization' },
    });
  }
  const scopes = state.keys.scopes(key);
  if (!scopes) {
    return refuse({
      status: 401,
      code: 'authentication_failed',
      title: 'Incorrect authentication credentials.',
      detail: 'Incorrect authentication credentials.',
    });
  }
  if (scopes.has(scope)) return undefined;
  return refuse({
    status: 403,
    code: 'permission_denied',
    title: 'You do not have permission to perform this action.',
    detail: `The private key lacks the scope ${scope}.`,
  });
}
