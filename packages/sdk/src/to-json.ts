const MOST_OBJECTS = 2000;

/**
 * JSON of anything a page hands over, "null" for what has none. What cannot be written (cycles, throwing getters and
 * toJSON) is left out, and a walk through a DOM node or a framework's internals ends; never throws.
 */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    const seen = new Set<unknown>();
    const toPlain = (part: unknown): unknown => {
      if (typeof part === 'bigint') return `${part}`;
      if (Object(part) !== part || part instanceof Date) return part;
      if (typeof part === 'function' || seen.has(part) || seen.size > MOST_OBJECTS) return undefined;
      seen.add(part);
      const copy: unknown = Array.isArray(part) ? [] : {};
      for (const name of Object.keys(part as object)) {
        try {
          (copy as Record<string, unknown>)[name] = toPlain((part as Record<string, unknown>)[name]);
        } catch {
          // A getter that throws: this one value is lost, the rest is not.
        }
      }
      return copy;
    };
    return JSON.stringify(toPlain(value));
  }
}
