import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/**
 * An answer that is not a success, as `application/problem+json` (RFC 9457). `title` says what happened,
 * `detail` what was expected instead.
 */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: ContentfulStatusCode;
  readonly detail: string | undefined;
  readonly retryAfterS: number | undefined;
  readonly fields: Record<string, unknown>;

  constructor(
    status: ContentfulStatusCode,
    title: string,
    extra: { detail?: string; retryAfterS?: number; fields?: Record<string, unknown> } = {},
  ) {
    super(title);
    this.status = status;
    this.detail = extra.detail;
    this.retryAfterS = extra.retryAfterS;
    this.fields = extra.fields ?? {};
  }
}

export function problemResponse(c: Context, problem: Problem): Response {
  const { status, message: title, detail, retryAfterS, fields } = problem;
  if (retryAfterS !== undefined) c.header('retry-after', String(retryAfterS));
  c.header('content-type', 'application/problem+json');
  c.header('x-content-type-options', 'nosniff');
  return c.body(
    JSON.stringify({ type: 'about:blank', title, status, ...(detail === undefined ? {} : { detail }), ...fields }),
    status,
  );
}
