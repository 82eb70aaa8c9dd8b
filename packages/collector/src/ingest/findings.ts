/** What reading one event brought to light: `refusals` cost the event, `notes` are only told. */
export interface Findings {
  refusals: string[];
  notes: string[];
}

/** The sentence that a reader adds for a value it cannot take: `price: expected a number, got "abc"`. */
export function refusal(path: string, expected: string, value: unknown): string {
  return `${shorten(path)}: expected ${expected}, got ${describe(value)}`;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${shorten(value)}"`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** Cuts what a stranger sent to what a message can hold. */
export function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
