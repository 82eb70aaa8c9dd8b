import type { Answer } from '../delivery/destination.ts';

/** The API revision that the payloads here are written for; Klaviyo keeps a revision alive for two years. */
const REVISION = '2026-07-15';
export interface KlaviyoRequest {
  method: 'GET' | 'POST' | 'PATCH';
  /** From `/api/…` on. */
  path: string;
  body?: string;
}

/** Speaks HTTP with Klaviyo, or with whatever answers in its place. Never rejects, never retries. */
export type KlaviyoClient = (request: KlaviyoRequest) => Promise<Answer>;

/** A client for one private key. `timeoutMs` covers the whole exchange: no answer by then counts as none. */
export function createKlaviyoClient(options: {
  baseUrl: string;
  privateKey: string;
  timeoutMs: number;
}): KlaviyoClient {
  const { baseUrl, privateKey, timeoutMs } = options;
  const headers = {
    authorization: `Klaviyo-API-Key ${privateKey}`,
    revision: REVISION,
    accept: 'application/vnd.api+json',
    'content-type': 'application/vnd.api+json',
  };
  return async ({ method, path, body }) => {
    const startedAt = performance.now();
    const latencyMs = (): number => Math.round(performance.now() - startedAt);
    try {
      const response = await fetch(new URL(path, baseUrl), {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return { kind: 'answer', status: response.status, headers: response.headers, body: text, latencyMs: latencyMs() };
    } catch (error) {
      return { kind: 'none', error: describe(error, timeoutMs), latencyMs: latencyMs() };
    }
  };
}

function describe(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1_000} s`;
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code;
  return code === undefined ? cause.message : `${code}: ${cause.message}`;
}
