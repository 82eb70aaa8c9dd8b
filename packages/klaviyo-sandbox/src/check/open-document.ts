import type { Problem } from './problem.ts';
import { blameMissing } from './problem.ts';
import { readObject } from './read.ts';

const TOP: ReadonlySet<string> = new Set(['data']);

/** Opens the `data` of a JSON:API document; undefined when there is none, which is then a problem. */
export function openDocument(body: unknown, problems: Problem[]): unknown {
  const place = { pointer: '', resource: 'document', problems };
  const document = readObject(body, place, TOP);
  if (!document) return undefined;
  if (document['data'] === undefined || document['data'] === null) return blameMissing(place, 'data');
  return document['data'];
}
