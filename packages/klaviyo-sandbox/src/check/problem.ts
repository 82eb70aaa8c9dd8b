/** A JSON object of unknown content. */
export interface JsonObject {
  [key: string]: unknown;
}

/** One thing wrong with a body, and where. */
export interface Problem {
  code: 'required' | 'invalid' | 'duplicate';
  detail: string;
  /** JSON pointer into the request body. */
  pointer: string;
}

/** Where a checker stands in the body; what it finds is added to `problems`. */
export interface Place {
  pointer: string;
  /** The JSON:API resource that error texts name. */
  resource: string;
  problems: Problem[];
}

/** True for `{}`, false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Notes a wrong field of the object at `place`. */
export function blame(place: Place, field: string, detail: string): undefined {
  place.problems.push({ code: 'invalid', detail, pointer: `${place.pointer}/${field}` });
}

/** Notes a missing field of the object at `place`. */
export function blameMissing(place: Place, field: string): undefined {
  const detail = `'${field}' is a required field for the resource '${place.resource}'.`;
  place.problems.push({ code: 'required', detail, pointer: `${place.pointer}/${field}` });
}
