/** The value of an option, where it says more than that the option is on (`datalayer`, `datalayer=1`). */
export function orDefault(value: string | undefined, fallback: string): string {
  return value && value !== '1' ? value : fallback;
}
