/**
 * The name of the lease by which a collector says that it waits for the lease of this name: while somebody else has
 * it, the holder's `isHeld` is false, so that it ends what it does and releases, and nobody but the asker gets it.
 */
export function wantedLease(name: string): string {
  return `wanted:${name}`;
}
