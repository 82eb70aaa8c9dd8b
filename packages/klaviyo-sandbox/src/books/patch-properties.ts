import type { ProfilePatch } from '../check/check-patch.ts';
import type { JsonObject } from '../check/problem.ts';

/** Custom properties after a `patch_properties`: values appended to or removed from lists, keys removed. */
export function patchProperties(properties: JsonObject, patch: ProfilePatch): JsonObject {
  const result = { ...properties };
  for (const [key, value] of Object.entries(patch.append)) result[key] = [...toList(result[key]), ...toList(value)];
  for (const [key, value] of Object.entries(patch.unappend)) {
    const unwanted = toList(value);
    result[key] = toList(result[key]).filter((item) => !unwanted.includes(item));
  }
  for (const key of patch.unset) delete result[key];
  return result;
}

function toList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
