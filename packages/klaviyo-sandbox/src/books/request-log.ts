import { randomUUID } from 'node:crypto';

/** A request to the API as the sandbox keeps it. */
export interface RecordedRequest {
  id: string;
  /** When it arrived, milliseconds since the epoch. */
  at: number;
  method: string;
  /** With its query. */
  path: string;
  /** null while it waits, and for ever when the connection ended without an answer. */
  status: number | null;
  latency_ms: number | null;
  /** The last four characters of the private key, never more; null without a key. */
  key_hint: string | null;
  /** Events that it carried, refused ones included. */
  events: number;
  /** Of these, repeats that were dropped in silence. */
  repeats: number;
  /** Of these, events of an unknown profile id that were dropped in silence. */
  lost: number;
  /** Parsed JSON up to 16 KB, else the first 16 KB as text; null without a body. */
  body: unknown;
  body_bytes: number;
  /** The same for the answer that was sent. */
  answer: unknown;
  /** The fault that was applied, in words; null without one. */
  fault: string | null;
}

const MAX_KEPT_CHARACTERS = 16 * 1024;
const MAX_TOTAL_CHARACTERS = 64 * 1024 * 1024;

/** All requests, oldest first; beyond `max`, or 64 MB of bodies and answers, the oldest are forgotten. */
export class RequestLog {
  readonly #max: number;
  #requests: RecordedRequest[] = [];
  readonly #sizes = new Map<string, number>();
  #total = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#requests.length;
  }

  /** Oldest first, by arrival. */
  all(): RecordedRequest[] {
    return [...this.#requests];
  }

  /** Notes an arrival; the record is completed by `setBody` and `setAnswer`. */
  open({ at, method, path, authorization }: Opening): RecordedRequest {
    const request: RecordedRequest = {
      id: randomUUID(),
      at,
      method,
      path: path.slice(0, 2048),
      status: null,
      latency_ms: null,
      key_hint: toKeyHint(authorization),
      events: 0,
      repeats: 0,
      lost: 0,
      body: null,
      body_bytes: 0,
      answer: null,
      fault: null,
    };
    this.#requests.push(request);
    this.#sizes.set(request.id, 0);
    this.#trim();
    return request;
  }

  /** Keeps the body, clipped; `parsed` is what it says, undefined when it is not JSON. */
  setBody(request: RecordedRequest, text: string, parsed: unknown): void {
    request.body = this.#keep(request, text, parsed);
    request.body_bytes = Buffer.byteLength(text);
  }

  /** Keeps the answer's body, clipped. */
  setAnswer(request: RecordedRequest, text: string, parsed: unknown): void {
    request.answer = this.#keep(request, text, parsed);
  }

  clear(): void {
    this.#requests = [];
    this.#sizes.clear();
    this.#total = 0;
  }

  #keep(request: RecordedRequest, text: string, parsed: unknown): unknown {
    if (text === '') return null;
    const before = this.#sizes.get(request.id);
    // A request that was forgotten while it waited is no longer counted.
    if (before !== undefined) {
      const size = Math.min(text.length, MAX_KEPT_CHARACTERS);
      this.#sizes.set(request.id, before + size);
      this.#total += size;
      this.#trim();
    }
    if (text.length > MAX_KEPT_CHARACTERS) return `${text.slice(0, MAX_KEPT_CHARACTERS)}…`;
    return parsed ?? text;
  }

  #trim(): void {
    let excess = this.#requests.length > this.#max ? Math.ceil(this.#max / 10) : 0;
    if (this.#total > MAX_TOTAL_CHARACTERS) excess = Math.max(excess, Math.ceil(this.#requests.length / 10));
    for (const request of this.#requests.splice(0, excess)) {
      this.#total -= this.#sizes.get(request.id) ?? 0;
      this.#sizes.delete(request.id);
    }
  }
}

interface Opening {
  at: number;
  method: string;
  path: string;
  authorization: string | undefined;
}

function toKeyHint(authorization: string | undefined): string | null {
  if (!authorization) return null;
  const key = authorization.replace(/^\S+\s+/, '');
  return key.length >= 8 ? `…${key.slice(-4)}` : '…';
}
