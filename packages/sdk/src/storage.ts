/**
 * Text by key that outlives the page where the browser allows it, in the page's own memory where it does not.
 * Nothing here throws: with blocked cookies and in sandboxed frames even naming `localStorage` throws, and a full or
 * private store throws on writing. https://html.spec.whatwg.org/multipage/webstorage.html#dom-localstorage
 */
const memory: Record<string, string> = {};

/** Empty when nothing is stored. */
export function read(key: string): string {
  try {
    return (memory[key] ?? localStorage.getItem(key)) || '';
  } catch {
    return '';
  }
}

/** Without a value the key is removed. */
export function write(key: string, value?: string): void {
  delete memory[key];
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    if (value) memory[key] = value;
  }
}

/** The keys of all that pages have stored, this one and others. */
export function storedKeys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
