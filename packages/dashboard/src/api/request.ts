import { session } from '../state/session.ts';

/** A refusal of the API in words for people: what happened, and what was expected instead. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  /** Messages by field name, where the API names the field. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, message: string, fields: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/**
 * Asks the admin API; resolves with the parsed body, undefined for a 204. Rejects with an ApiError, status 0 when no
 * answer came. A 401 ends the session here as well.
 */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError(0, 'The collector does not answer. Is it running, and are you online?');
  }
  if (answer.status === 204) return undefined as T;
  const content = (await answer.json().catch(() => null)) as T | ProblemBody | null;
  if (answer.ok) return content as T;
  if (answer.status === 401 && path !== '/login') session.value = 'out';
  throw toError(answer.status, content as ProblemBody | null);
}

interface ProblemBody {
  title?: string;
  detail?: string;
  errors?: { field: string; message: string }[];
}

function toError(status: number, problem: ProblemBody | null): ApiError {
  const { title = `The collector answered ${status}`, detail, errors = [] } = problem ?? {};
  const fields = Object.fromEntries(errors.map(({ field, message }) => [field, message]));
  return new ApiError(status, detail === undefined ? `${title}.` : `${title}. ${detail}`, fields);
}

/** The words for whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
