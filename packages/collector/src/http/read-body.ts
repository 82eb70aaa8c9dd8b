import { Problem } from './problem.ts';

/**
 * The request's body as text, of at most `limit` bytes. Throws a 413 beyond that, having read no more, and a
 * 400 when the sender hangs up midway. By hand, because a limiting middleware costs half the intake's speed.
 */
export async function readBody(request: Request, limit: number): Promise<string> {
  const announced = request.headers.get('content-length');
  if (announced !== null && Number(announced) > limit) throw tooLarge(limit);
  try {
    if (announced !== null) return await request.text();
    return request.body === null ? '' : await readChunks(request.body, limit);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'The body did not arrive completely');
  }
}

async function readChunks(body: ReadableStream<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The body as JSON. Throws a 400 that says where it is broken. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes what it choked on, which may be an address.
    const detail = (error as Error).message.replace(/, (?:"|\.\.\.).*(?= is not valid JSON$)/s, '');
    throw new Problem(400, 'The body is not JSON', { detail });
  }
}

function tooLarge(limit: number): Problem {
  return new Problem(413, 'The body is too large', { detail: `Expected at most ${limit} bytes.` });
}
