import type { Queries } from './database.ts';

/** Removes events with their deliveries; those go first, while their event still tells whose they are. */
export async function removeEvents({ query }: Queries, seqs: readonly number[]): Promise<number> {
  if (seqs.length === 0) return 0;
  // Nothing is made of them any more.
  await query('SELECT FROM events WHERE seq = ANY ($1::bigint[]) ORDER BY seq FOR UPDATE', [seqs]);
  await query('DELETE FROM deliveries WHERE event_seq = ANY ($1::bigint[])', [seqs]);
  return (await query('DELETE FROM events WHERE seq = ANY ($1::bigint[])', [seqs])).count;
}
