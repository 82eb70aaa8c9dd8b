/** Every global name of the realm that this runs in. Stands on nothing outside itself, so that a page can run it. */
export function listGlobals(): string[] {
  const names = new Set<string>();
  for (let scope: object | null = globalThis; scope; scope = Object.getPrototypeOf(scope) as object | null) {
    for (const name of Object.getOwnPropertyNames(scope)) names.add(name);
  }
  return [...names];
}

/** Strict mode does not allow these as names of parameters. */
const NOT_NAMES = new Set(['eval', 'arguments', 'require', 'data']);

/** The template's code as the text of a function `(require, data)` in which none of the globals can be seen. */
export function hideGlobals(code: string, globals: string[]): string {
  const hidden = globals.filter((name) => /^[a-zA-Z]\w*$/.test(name) && !NOT_NAMES.has(name));
  return `(function (require, data, ${hidden.join(', ')}) {\n'use strict';\n${code}\n})`;
}
