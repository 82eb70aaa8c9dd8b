import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { asCurl } from './as-curl.ts';

test('the command hands the body to curl unchanged, whatever quotes it has, and leaves the key to the reader', () => {
  const body = `{"name":"Jo's \\"mug\\" $HOME \`x\`"}`;
  const command = asCurl({ method: 'POST', path: '/api/events', request: body });
  const printed = execFileSync('sh', ['-c', command.replace(/^curl/, `printf '%s\\n'`)], { encoding: 'utf8' });
  expect(printed.trimEnd().split('\n')).toEqual([
    '-X',
    'POST',
    'https://a.klaviyo.com/api/events',
    '-H',
    'Authorization: Klaviyo-API-Key YOUR_PRIVATE_KEY',
    '-H',
    'revision: 2026-07-15',
    '-H',
    'content-type: application/vnd.api+json',
    '--data-raw',
    body,
  ]);
});

test('a request without a body has none in the command', () => {
  expect(asCurl({ method: 'GET', path: '/api/accounts', request: '' })).not.toContain('--data-raw');
});
