import { z } from 'zod';

/** Fields of a shop's payload: what has another shape than expected counts as absent and never costs the order. */
export const text = z.string().trim().min(1).max(1_024).optional().catch(undefined);
export const amount = z
  .union([z.string().trim().min(1).max(64), z.number()])
  .optional()
  .catch(undefined);
export const id = z
  .union([z.string().trim().min(1).max(128), z.int().min(1)])
  .transform(String)
  .optional()
  .catch(undefined);

/** A list whose entries are read one by one; what is no list counts as empty. */
export const listOf = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).max(500).catch([]);

/** An order's id, which a shop's payload must have. */
export const requiredId = z
  .union([z.string().trim().min(1).max(128), z.int().min(1)], { error: 'expected the id of an order' })
  .transform(String);
