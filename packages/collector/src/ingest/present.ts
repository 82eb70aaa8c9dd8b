type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** A copy without the fields that say nothing (`undefined`, `null`, `""`): in Scout absent is the one form of unknown. */
export function present<T extends object>(object: T): Optional<T> & Required<T>;
export function present(object: object): object {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined && value !== null && value !== '') copy[key] = value;
  }
  return copy;
}
