/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * Makes an element. Children become text nodes, so nothing that came over the wire is ever parsed as HTML.
 * Properties: `class`, `text`, an `on…` listener, or any attribute; false, null and undefined leave it out.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat()) {
    if (child === undefined || child === null || child === false) continue;
    made.append(child instanceof Node ? child : String(child));
  }
  return made;
}

/**
 * The element of the page with this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element #${id}.`);
  return found;
}

/**
 * Brings the children of `container` in line with `items`, keeping the nodes that stay, so that focus and
 * scrolling survive. A node is made anew when its `signature` changes.
 * @template Item
 * @param {HTMLElement} container
 * @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, signature: (item: Item) => string, make: (item: Item) => HTMLElement }} how
 */
export function updateChildren(container, items, { key, signature, make }) {
  const known = new Map([...container.children].map((child) => [child.getAttribute('data-key'), child]));
  let position = 0;
  for (const item of items) {
    const old = known.get(key(item));
    known.delete(key(item));
    const stays = old?.getAttribute('data-signature') === signature(item);
    const node = stays && old ? old : make(item);
    node.setAttribute('data-key', key(item));
    node.setAttribute('data-signature', signature(item));
    if (old && !stays) old.replaceWith(node);
    if (container.children[position] !== node) container.insertBefore(node, container.children[position] ?? null);
    position += 1;
  }
  for (const gone of known.values()) gone.remove();
}
