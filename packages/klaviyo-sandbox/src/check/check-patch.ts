import type { JsonObject, Place } from './problem.ts';
import { blame, isObject } from './problem.ts';
import { readObject, typeOf } from './read.ts';

/** `meta.patch_properties` of a profile: single changes to custom properties. */
export interface ProfilePatch {
  append: JsonObject;
  unappend: JsonObject;
  unset: string[];
}

const META: ReadonlySet<string> = new Set(['patch_properties', 'patch_identifiers']);
const PATCH: ReadonlySet<string> = new Set(['append', 'unappend', 'unset']);

/** Reads a profile's `meta`, whose parent stands at `place`; undefined when it asks for nothing. */
export function checkPatch(meta: unknown, place: Place): ProfilePatch | undefined {
  if (meta === undefined || meta === null) return undefined;
  const inside = { ...place, pointer: `${place.pointer}/meta` };
  const opened = readObject(meta, inside, META);
  if (!opened) return undefined;
  if (opened['patch_identifiers'] !== undefined && opened['patch_identifiers'] !== null) {
    blame(inside, 'patch_identifiers', 'The sandbox does not keep secondary email addresses.');
  }
  const changes = opened['patch_properties'];
  if (changes === undefined || changes === null) return undefined;
  const patchPlace = { ...inside, pointer: `${inside.pointer}/patch_properties`, resource: 'patch_properties' };
  const patch = readObject(changes, patchPlace, PATCH);
  if (!patch) return undefined;
  return {
    append: readChanges(patch, 'append', patchPlace),
    unappend: readChanges(patch, 'unappend', patchPlace),
    unset: readUnset(patch, patchPlace),
  };
}

function readChanges(patch: JsonObject, field: string, place: Place): JsonObject {
  const changes = patch[field] ?? {};
  if (isObject(changes)) return changes;
  blame(place, field, `Expected an object for '${field}', got ${typeOf(changes)}.`);
  return {};
}

function readUnset(patch: JsonObject, place: Place): string[] {
  const unset: unknown = patch['unset'] ?? [];
  if (typeof unset === 'string') return [unset];
  if (Array.isArray(unset) && unset.every((name) => typeof name === 'string')) return unset;
  blame(place, 'unset', `Expected a string or an array of strings for 'unset'.`);
  return [];
}
