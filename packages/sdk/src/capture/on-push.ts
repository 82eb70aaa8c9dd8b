/**
 * Shows every entry of a data layer, past and to come, to `see`; what the layer itself does with it is not changed.
 * Tag Manager replaces `push` in the same way and calls what it found, so either may come first.
 * https://developers.google.com/tag-platform/tag-manager/datalayer
 */
export function onPush(name: string, see: (entry: unknown) => void): void {
  const layers = window as unknown as Record<string, unknown[] | undefined>;
  const layer = (layers[name] ??= []);
  const show = (entry: unknown) => {
    try {
      see(entry);
    } catch {
      // An entry of an unexpected form is not for us.
    }
  };
  const push = layer.push;
  layer.forEach(show);
  layer.push = (...entries) => {
    const length = push.apply(layer, entries);
    entries.forEach(show);
    return length;
  };
}
