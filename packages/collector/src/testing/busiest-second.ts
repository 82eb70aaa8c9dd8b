/** The most of these instants (ms, ascending) that lie within any one sliding second. */
export function busiestSecond(instants: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [index, at] of instants.entries()) {
    while (at - (instants[first] ?? at) >= 1_000) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
