import { z } from 'zod';

/**
 * An origin as browsers send it, `https://shop.example.com`; a trailing slash is forgiven. `null` is the origin of
 * sandboxed frames, Shopify's custom pixels among them: whoever lists it lets every sandboxed page send.
 */
export const originSchema = z.string().transform((text, context) => {
  const trimmed = text.trim();
  if (trimmed === 'null') return trimmed;
  const url = URL.parse(trimmed);
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '') return url.origin;
  context.addIssue({
    code: 'custom',
    message: `expected an origin such as https://shop.example.com, got "${trimmed}"`,
  });
  return z.NEVER;
});
