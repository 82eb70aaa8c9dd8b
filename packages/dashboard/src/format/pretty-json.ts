/** JSON with indents; text that is no JSON (an HTML page, a cut-off body) as it is. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
