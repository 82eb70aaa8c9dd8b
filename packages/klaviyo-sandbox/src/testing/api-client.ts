import type { Sandbox } from '../start-sandbox.ts';

/** An answer with its body parsed (undefined when empty). */
export interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

interface Errors {
  errors: {
    status: number;
    code: string;
    detail: string;
    source?: { pointer?: string };
    meta?: Record<string, unknown>;
  }[];
}

/** A client of one sandbox with a good key; headers given as undefined are left out. */
export function createClient(sandbox: Sandbox, overrides: Record<string, string | undefined> = {}) {
  const headers = new Headers();
  const all = {
    authorization: 'Klaviyo-API-Key pk_sandbox',
    revision: '2026-07-15',
    'content-type': 'application/vnd.api+json',
    ...overrides,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) headers.set(name, value);

  async function send(method: string, path: string, body?: unknown): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: text }),
    });
    const answer = await response.text();
    const json: unknown = answer === '' ? undefined : JSON.parse(answer);
    return { status: response.status, headers: response.headers, body: json };
  }
  return {
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown) => send('POST', path, body),
    patch: (path: string, body: unknown) => send('PATCH', path, body),
    delete: (path: string) => send('DELETE', path),
  };
}

/** The errors of a reply; throws when it has none. */
export function errorsOf(reply: Reply): Errors['errors'] {
  if (!isErrors(reply.body)) throw new Error(`Expected errors, got ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body.errors;
}

/** The pointers that a refusal names. */
export function pointersOf(reply: Reply): (string | undefined)[] {
  return errorsOf(reply).map((error) => error.source?.pointer);
}

function isErrors(body: unknown): body is Errors {
  return typeof body === 'object' && body !== null && 'errors' in body && Array.isArray(body.errors);
}
