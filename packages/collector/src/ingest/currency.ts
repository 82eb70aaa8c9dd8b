const KNOWN = new Set(Intl.supportedValuesOf('currency'));

/** The ISO 4217 code in upper case, or `undefined` when `text` is no code in use. */
export function readCurrency(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return KNOWN.has(code) ? code : undefined;
}
