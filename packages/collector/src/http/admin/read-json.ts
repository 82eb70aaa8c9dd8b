import type { Context } from 'hono';
import type { z } from 'zod';
import { Problem } from '../problem.ts';
import { parseJson, readBody } from '../read-body.ts';

const LIMIT = 64 * 1024;

/** The request's JSON body as `schema` reads it. Throws a 400 that lists every mistake. */
export async function readJson<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  return check(schema, parseJson((await readBody(c.req.raw, LIMIT)) || '{}'));
}

/** The query string as `schema` reads it; an empty parameter counts as absent. */
export function readQuery<Schema extends z.ZodType>(c: Context, schema: Schema): z.output<Schema> {
  return check(schema, Object.fromEntries(Object.entries(c.req.query()).filter(([, value]) => value !== '')));
}

function check<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  throw new Problem(400, 'The request is not as expected', {
    detail: errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).join('; '),
    fields: { errors },
  });
}
