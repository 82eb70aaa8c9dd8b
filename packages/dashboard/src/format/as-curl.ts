import type { Attempt } from '../api/shapes.ts';

const BASE = 'https://a.klaviyo.com';
const REVISION = '2026-07-15';

/** A request to Klaviyo as a command for a shell; the key is left for the reader to put in. */
export function asCurl({ method, path, request }: Pick<Attempt, 'method' | 'path' | 'request'>): string {
  const lines = [
    `curl -X ${method} ${quote(`${BASE}${path}`)}`,
    `-H ${quote('Authorization: Klaviyo-API-Key YOUR_PRIVATE_KEY')}`,
    `-H ${quote(`revision: ${REVISION}`)}`,
    ...(request === ''
      ? []
      : [`-H ${quote('content-type: application/vnd.api+json')}`, `--data-raw ${quote(request)}`]),
  ];
  return lines.join(' \\\n  ');
}

/** In a shell's single quotes nothing is special but the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
