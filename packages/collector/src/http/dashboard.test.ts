import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { onTestFinished, expect, test } from 'vitest';
import { dashboardRoutes } from './dashboard.ts';

const SCRIPT = 'console.log("dashboard");'.repeat(20);

function built(): string {
  const directory = mkdtempSync(join(tmpdir(), 'scout-dist-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Scout</title>');
  writeFileSync(join(directory, 'icon.svg'), '<svg/>');
  writeFileSync(join(directory, 'assets', 'index-abc123.js'), SCRIPT);
  return directory;
}

test('every page of the dashboard is the same document, asked for anew each time, under a strict policy', async () => {
  const app = dashboardRoutes(built());
  for (const path of ['/', '/setup?token=x', '/events', '/events/some-id', '/destinations', '/rules', '/settings']) {
    const answer = await app.request(path);
    expect(await answer.text()).toContain('<title>Scout</title>');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('hashed assets are kept for good and come compressed to who takes it', async () => {
  const app = dashboardRoutes(built());
  const plain = await app.request('/assets/index-abc123.js');
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await plain.text()).toBe(SCRIPT);
  const small = await app.request('/assets/index-abc123.js', { headers: { 'accept-encoding': 'gzip, br' } });
  expect(small.headers.get('content-encoding')).toBe('br');
  expect(brotliDecompressSync(await small.arrayBuffer()).toString()).toBe(SCRIPT);
});

test('who has the document already is told that it is the same', async () => {
  const app = dashboardRoutes(built());
  const etag = (await app.request('/')).headers.get('etag') ?? '';
  const again = await app.request('/', { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('what is no file and no page is not found, and nothing outside the folder is served', async () => {
  const app = dashboardRoutes(built());
  for (const path of ['/nothing', '/assets/../../etc/passwd', '/assets/%2e%2e/index.html', '/index.html']) {
    expect((await app.request(path)).status).toBe(404);
  }
});

test('a dashboard that was not built says how to build it', async () => {
  const answer = await dashboardRoutes(join(tmpdir(), 'scout-no-such-folder')).request('/');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('Its dashboard was not built');
});
