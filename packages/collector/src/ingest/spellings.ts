/** A name in one of its spellings; rank 0 is the preferred one. */
export interface Spelling<Name extends string> {
  name: Name;
  rank: number;
}

export type Spellings<Name extends string> = ReadonlyMap<string, Spelling<Name>>;

/** Prepares, once at start, a table of names with their other spellings, the preferred first. */
export function spellings<Name extends string>(table: Record<Name, string[]>): Spellings<Name> {
  const prepared = new Map<string, Spelling<Name>>();
  for (const name in table) {
    for (const [rank, spelling] of [name, ...table[name]].entries()) {
      prepared.set(spelling, { name, rank });
      prepared.set(plain(spelling), { name, rank });
    }
  }
  return prepared;
}

/** The name behind a spelling, whatever its case, spaces, `_` and `-` ("Product ID" and `product_id` are one). */
export function findSpelling<Name extends string>(known: Spellings<Name>, text: string): Spelling<Name> | undefined {
  return known.get(text) ?? known.get(plain(text));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, '');
}
