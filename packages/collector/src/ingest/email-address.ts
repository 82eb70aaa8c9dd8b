const LONGEST = 254;

// What a browser's <input type="email"> takes, with a dot in the domain, letters at its end and no misplaced dots before the @.
const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** The address trimmed and in lower case, Klaviyo's key for a person, or `undefined` when it is none. */
export function readEmailAddress(text: string): string | undefined {
  const address = text.trim().toLowerCase();
  return address.length <= LONGEST && ADDRESS.test(address) ? address : undefined;
}
