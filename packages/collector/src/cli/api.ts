import { readSecretSetting } from '../secret-setting.ts';
import { CliError } from './command.ts';

/** The admin API of a running collector. Each call rejects with a CliError that says what was wrong. */
export interface Api {
  url: string;
  call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<T>;
  /** The body as it arrives. */
  open(path: string, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** The data of each server-sent event, parsed. Ends when the collector ends or `signal` aborts. */
  stream<T>(path: string, signal?: AbortSignal): AsyncIterable<T>;
}

/** Where the collector of this environment is: `--url`, else SCOUT_URL, else this machine's PORT. */
export function collectorUrl(environment: NodeJS.ProcessEnv, given: string | undefined): string {
  return (given ?? (environment.SCOUT_URL || `http://127.0.0.1:${environment.PORT || 8787}`)).replace(/\/+$/, '');
}

/** The API with ADMIN_TOKEN; throws a CliError when there is none. */
export function connectApi(environment: NodeJS.ProcessEnv, given: string | undefined): Api {
  const url = collectorUrl(environment, given);
  const token = readSecretSetting(environment, 'ADMIN_TOKEN');
  if (!token) {
    throw new CliError('Expected ADMIN_TOKEN (or ADMIN_TOKEN_FILE), the same that the collector was started with');
  }
  const request = async (method: string, path: string, extra: RequestInit = {}): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    let response: Response;
    try {
      response = await fetch(`${url}/api${path}`, { method, headers, ...extra });
    } catch (error) {
      extra.signal?.throwIfAborted();
      const { cause } = error as { cause?: Error };
      throw new CliError(
        `No collector answers at ${url} (${cause?.message ?? String(error)}). Name it with --url or SCOUT_URL.`,
      );
    }
    if (!response.ok) throw new CliError(await explain(response));
    return response;
  };
  const open: Api['open'] = async (path, signal) => {
    const { body } = await request('GET', path, signal ? { signal } : {});
    return body ?? new ReadableStream();
  };
  return {
    url,
    call: async <T>(method: string, path: string, body?: unknown) => {
      const response = await request(method, path, body === undefined ? {} : { body: JSON.stringify(body) });
      return (await response.json()) as T;
    },
    open,
    stream: <T>(path: string, signal?: AbortSignal) => readServerSentEvents<T>(() => open(path, signal), signal),
  };
}

async function* readServerSentEvents<T>(
  open: () => Promise<ReadableStream<Uint8Array>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const decoder = new TextDecoder();
  let pending = '';
  try {
    for await (const chunk of await open()) {
      const parts = (pending + decoder.decode(chunk, { stream: true })).split('\n\n');
      pending = parts.pop() ?? '';
      for (const part of parts) {
        const data = part.split('\n').find((line) => line.startsWith('data: '));
        if (data !== undefined) yield JSON.parse(data.slice('data: '.length)) as T;
      }
    }
  } catch (error) {
    if (signal?.aborted) return;
    throw error;
  }
}

async function explain(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { title, detail } = JSON.parse(text) as { title: string; detail?: string };
    return detail === undefined ? title : `${title}. ${detail}`;
  } catch {
    return `${response.url} answered ${response.status}: ${text.slice(0, 200)}`;
  }
}
