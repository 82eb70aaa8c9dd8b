import { refuseParameter } from '../answer.ts';
import type { Answer } from '../answer.ts';

/** Checks that only the known parameters are used, each at most once. */
export function readQuery(query: URLSearchParams, known: readonly string[]): { refusal: Answer } | { ok: true } {
  for (const name of query.keys()) {
    if (!known.includes(name)) {
      const words = known.length > 0 ? ` The sandbox knows ${known.join(', ')}.` : '';
      return { refusal: refuseParameter(name, `'${name}' is not a valid query parameter here.${words}`) };
    }
    if (query.getAll(name).length > 1) return { refusal: refuseParameter(name, `'${name}' was given twice.`) };
  }
  return { ok: true };
}

/** A resource with only the attributes that `fields[type]` names; names below the top level keep their top. */
export function toSparse<Resource extends { type: string; attributes: object }>(
  resource: Resource,
  query: URLSearchParams,
): Resource {
  const fields = query.get(`fields[${resource.type}]`);
  if (fields === null) return resource;
  const wanted = new Set(fields.split(',').map((field) => field.split('.')[0]));
  const attributes = Object.fromEntries(Object.entries(resource.attributes).filter(([name]) => wanted.has(name)));
  return { ...resource, attributes };
}

/** One page of a list: `page[cursor]` is the base64url of the position to go on from. */
export function toPage<Item>(
  items: readonly Item[],
  { query, path, url, size }: { query: URLSearchParams; path: string; url: string; size: number },
): { items: Item[]; links: { self: string; next: string | null; prev: string | null } } | { refusal: Answer } {
  const cursor = query.get('page[cursor]');
  const start = cursor === null ? 0 : Number(Buffer.from(cursor, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) return { refusal: refuseParameter('page[cursor]', 'Invalid cursor.') };
  const link = (position: number) => {
    const target = new URLSearchParams(query);
    target.set('page[cursor]', Buffer.from(String(position)).toString('base64url'));
    return `${url}${path}?${target.toString()}`;
  };
  return {
    items: items.slice(start, start + size),
    links: {
      self: query.size > 0 ? `${url}${path}?${query.toString()}` : `${url}${path}`,
      next: start + size < items.length ? link(start + size) : null,
      prev: start > 0 ? link(Math.max(0, start - size)) : null,
    },
  };
}
