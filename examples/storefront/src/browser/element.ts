/** The one element of that selector and kind; the page was built without it otherwise, which is a bug. */
export function element<Kind extends Element>(
  selector: string,
  kind: new () => Kind,
  within: ParentNode = document,
): Kind {
  const found = within.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`Expected ${selector} to be a ${kind.name}`);
}
