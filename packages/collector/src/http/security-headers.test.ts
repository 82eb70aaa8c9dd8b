import { expect, onTestFinished, test } from 'vitest';
import { startTestCollector } from '../testing/test-collector.ts';

async function open(environment: Record<string, string> = {}) {
  const collector = await startTestCollector({ environment });
  onTestFinished(() => collector.remove());
  return (path: string, init?: RequestInit) => fetch(`${collector.url}${path}`, init);
}

test.each(['/', '/events', '/api/me', '/api/nothing', '/healthz', '/metrics', '/s.js', '/nothing-here'])(
  '%s may not be framed, sniffed, or named to others',
  async (path) => {
    const get = await open();
    const { headers } = await get(path);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  },
);

test('the tag may be loaded by any shop, and nothing else may be', async () => {
  const get = await open();
  expect((await get('/s.js')).headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  for (const path of ['/', '/api/me', '/metrics']) {
    const { headers } = await get(path);
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('a refusal of intake is never taken for a page', async () => {
  const get = await open();
  const { headers, status } = await get('/v1/e', { method: 'POST', body: '<script>' });
  expect(status).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('browsers that reach the collector by HTTPS are told to keep to it', async () => {
  const get = await open({ PUBLIC_URL: 'https://t.shop.test' });
  expect((await get('/')).headers.get('strict-transport-security')).toBe('max-age=31536000');
});
