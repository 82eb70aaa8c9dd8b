/** A name without what differs between tools: case, spaces, `_` and `-` ("Product ID" and `product_id` are one). */
export function normalSpelling(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}
