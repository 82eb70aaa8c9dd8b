/** Of request and answer bodies, the first characters are kept. */
const KEPT_CHARS = 16_384;

/** The text, or its beginning and how much is missing. */
export function clip(text: string): string {
  return text.length <= KEPT_CHARS
    ? text
    : `${text.slice(0, KEPT_CHARS)}… (${text.length - KEPT_CHARS} more characters)`;
}
